#include <threadbare.h>
static volatile int seen; static void handler(int s) { seen += s; }
int main(void) {
  sigset_t set, old, pending; sigemptyset(&set); printf("%d %d\n", sigismember(&set, SIGINT), sigaddset(&set, SIGINT)); printf("%d %d\n", sigismember(&set, SIGINT), sigdelset(&set, SIGINT)); sigfillset(&set);
  printf("%d %d %d %d\n", sigismember(&set, 1), sigismember(&set, 64), sigismember(&set, 32), sigismember(&set, 33)); errno = 0; printf("%d %d\n", sigaddset(&set, 0), errno == EINVAL); printf("%d %d %d\n", sigaddset(&set, 65), sigaddset(&set, 32), sigismember(&set, -1));
  signal(SIGUSR1, handler); sigemptyset(&set); sigaddset(&set, SIGUSR1); sigprocmask(SIG_BLOCK, &set, &old); printf("%d\n", sigismember(&old, SIGUSR1)); raise(SIGUSR1); raise(SIGUSR1); sigpending(&pending); printf("%d %d %d\n", seen, sigismember(&pending, SIGUSR1), sigismember(&pending, SIGINT));
  sigprocmask(SIG_UNBLOCK, &set, NULL); printf("%d\n", seen); sigprocmask(SIG_BLOCK, &set, NULL); raise(SIGUSR1); printf("%d\n", seen); printf("%d %d %d\n", sigsuspend(&old), errno == EINTR, seen); sigprocmask(9, NULL, &old); printf("%d %d\n", sigprocmask(9, &set, NULL), errno == EINVAL); return 0;
}
