#include <threadbare.h>
// sigsuspend waits with another mask, and puts the old one back.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int seen[4], count;
static void note(int number) { seen[count++ % 4] = number; }
int main(void) {
  sigset_t block, open, now;
  signal(SIGUSR1, note);
  signal(SIGUSR2, note);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigaddset(&block, SIGUSR2);
  sigprocmask(SIG_BLOCK, &block, NULL);
  raise(SIGUSR2);
  raise(SIGUSR1);
  raise(SIGUSR1);
  sigpending(&now);
  printf("%d %d %d\n", count, sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2));
  sigfillset(&open);
  sigdelset(&open, SIGUSR2);
  tell(sigsuspend(&open));
  printf("%d %d\n", count, seen[0] == SIGUSR2);
  sigpending(&now);
  printf("%d ", sigismember(&now, SIGUSR1));
  printf("%d\n", sigismember(&now, SIGUSR2));
  sigprocmask(SIG_BLOCK, NULL, &now);
  printf("%d %d %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2), sigismember(&now, SIGTERM));
  pid_t parent = getpid();
  if (fork() == 0) {
    // Pending signals are not inherited.
    sigpending(&now);
    kill(parent, SIGUSR2);
    _exit(sigismember(&now, SIGUSR1));
  }
  int status;
  sigsuspend(&open);
  wait(&status);
  printf("%d %d\n", count, WEXITSTATUS(status));
  sigprocmask(SIG_UNBLOCK, &block, NULL);
  printf("%d %d\n", count, seen[2] == SIGUSR1);
  tell(sigprocmask(7, &block, NULL));
  printf("%d ", sigprocmask(7, NULL, &now));
  printf("%d\n", errno);
  sigfillset(&block);
  sigprocmask(SIG_SETMASK, &block, NULL);
  sigprocmask(SIG_SETMASK, NULL, &now);
  printf("%d %d %d\n", sigismember(&now, SIGKILL), sigismember(&now, SIGSTOP), sigismember(&now, SIGHUP));
  return 0;
}
