// kill: to a group, to the own group, to all, with rights and errors.
#include "check.h"

static volatile sig_atomic_t count;
static void handler(int number) {
  (void)number;
  count++;
}

int main(void) {
  pid_t members[3];
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);
    signal(SIGTERM, SIG_IGN);
    signal(SIGUSR1, handler);
    for (int i = 0; i < 3; i++) {
      members[i] = fork();
      if (members[i] == 0) {
        signal(SIGTERM, SIG_DFL);
        for (;;) pause();
      }
    }
    for (int i = 0; i < 3; i++) wait_until_asleep(members[i]);
    TRY(kill(0, SIGTERM));
    for (int i = 0; i < 3; i++) reap("member", members[i]);
    TRY(kill(-getpid(), SIGUSR1));
    VALUE(count);
    _exit(0);
  }
  reap("leader", pid);
  TRY(kill(-pid, 0));
  TRY(kill(INT_MIN, SIGTERM));
  TRY(kill(99999, SIGTERM));
  TRY(kill(getpid(), -1));
  signal(SIGUSR2, handler);
  TRY(syscall(SYS_tgkill, getpid(), 99999, SIGUSR2));
  TRY(syscall(SYS_tgkill, 99999, gettid(), SIGUSR2));
  TRY(syscall(SYS_tgkill, 0, gettid(), SIGUSR2));
  TRY(syscall(SYS_tkill, -1, SIGUSR2));
  TRY(syscall(SYS_tkill, gettid(), SIGUSR2));
  VALUE(count);
  return 0;
}
