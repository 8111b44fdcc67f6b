// Signals: si_code, si_pid, si_uid and si_value by kill, tgkill, sigqueue, and from a child.
#include "check.h"

static volatile siginfo_t seen;
static void handler(int number, siginfo_t *info, void *context) {
  (void)number;
  seen = *info;
  seen.si_errno = context != NULL;
}
static void report(const char *what, pid_t sender) {
  printf("%s: %s code %d from %s uid %d context %d\n", what, sigabbrev_np(seen.si_signo), seen.si_code,
      seen.si_pid == sender ? "sender" : "other", (int)seen.si_uid, seen.si_errno);
}

int main(void) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  union sigval value = {.sival_int = 4711};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGRTMIN, &action, NULL);
  kill(getpid(), SIGUSR1);
  report("kill", getpid());
  syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
  report("tgkill", getpid());
  TRY(sigqueue(getpid(), SIGUSR1, value));
  report("sigqueue", getpid());
  VALUE(seen.si_value.sival_int);
  value.sival_ptr = &value;
  sigqueue(getpid(), SIGRTMIN, value);
  CHECK(seen.si_value.sival_ptr == &value && seen.si_code == SI_QUEUE);
  pid_t pid = fork();
  if (pid == 0) {
    value.sival_int = -5;
    sigqueue(getppid(), SIGUSR1, value);
    _exit(0);
  }
  reap("child", pid);
  report("child", pid);
  VALUE(seen.si_value.sival_int);
  siginfo_t made = {.si_signo = SIGUSR1, .si_code = -77};
  made.si_pid = 12;
  TRY(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &made));
  VALUE(seen.si_code);
  made.si_code = SI_TKILL;
  TRY(syscall(SYS_rt_sigqueueinfo, getppid(), SIGUSR1, &made));
  TRY(sigqueue(getpid(), 65, value));
  return 0;
}
