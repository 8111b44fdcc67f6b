#include <threadbare.h>
static volatile int seen; static volatile int order[8];
static void handler(int s) { order[seen++] = s; }
static void info_handler(int s, siginfo_t *info, void *context) { order[seen++] = s + (info->si_pid == getpid() ? 1000 : 0) + (context ? 100 : 0); }
int main(void) {
  printf("%d\n", signal(SIGUSR1, handler) == SIG_DFL); raise(SIGUSR1); printf("%d %d\n", seen, order[0]); raise(SIGUSR1); printf("%d\n", seen);
  printf("%d %d\n", signal(SIGUSR1, SIG_IGN) == handler, raise(SIGUSR1)); printf("%d %d\n", seen, signal(SIGUSR1, SIG_DFL) == SIG_IGN);
  struct sigaction a, old; memset(&a, 0, sizeof a); a.sa_sigaction = info_handler; a.sa_flags = SA_SIGINFO; sigemptyset(&a.sa_mask); sigaddset(&a.sa_mask, SIGTERM);
  printf("%d\n", sigaction(SIGUSR2, &a, NULL)); kill(getpid(), SIGUSR2); printf("%d %d\n", seen, order[2]); sigaction(SIGUSR2, NULL, &old); printf("%d %d %d\n", old.sa_sigaction == info_handler, (old.sa_flags & SA_SIGINFO) != 0, sigismember(&old.sa_mask, SIGTERM));
  printf("%d %d\n", signal(SIGKILL, handler) == SIG_ERR, errno == EINVAL); printf("%d %d\n", sigaction(32, &a, NULL), errno == EINVAL); printf("%d %d\n", sigaction(65, NULL, &old), errno == EINVAL); return 0;
}
