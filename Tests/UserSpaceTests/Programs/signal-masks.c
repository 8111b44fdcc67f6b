// sigprocmask, sigpending and sigsuspend: what is blocked waits, once for each usual signal.
#include "check.h"

static volatile int count;
static void handler(int number) {
  (void)number;
  count++;
}

int main(void) {
  sigset_t set, old, pending;
  signal(SIGUSR1, handler);
  signal(SIGUSR2, handler);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  TRY(sigprocmask(SIG_BLOCK, &set, &old));
  CHECK(sigismember(&old, SIGUSR1));
  for (int i = 0; i < 3; i++) raise(SIGUSR1);
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  CHECK(sigismember(&pending, SIGUSR2));
  VALUE(count);
  TRY(sigsuspend(&old));
  VALUE(count);
  sigprocmask(SIG_SETMASK, NULL, &set);
  CHECK(sigismember(&set, SIGUSR1));
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_IGN);
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  sigfillset(&set);
  sigprocmask(SIG_SETMASK, &set, NULL);
  sigprocmask(SIG_SETMASK, NULL, &set);
  CHECK(sigismember(&set, SIGKILL));
  CHECK(sigismember(&set, SIGSTOP));
  CHECK(sigismember(&set, SIGRTMAX));
  TRY(sigprocmask(99, &set, NULL));
  raise(SIGUSR2);
  pid_t pid = fork();
  if (pid == 0) {
    sigpending(&pending);
    sigprocmask(SIG_SETMASK, NULL, &set);
    _exit(sigismember(&pending, SIGUSR2) * 2 + sigismember(&set, SIGUSR2));
  }
  reap("child", pid);
  sigprocmask(SIG_SETMASK, &old, NULL);
  VALUE(count);
  return 0;
}
