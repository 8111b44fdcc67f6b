// ptrace: TRACEME, the stop at a signal and at execve, memory read and written, signals passed on.
#include "check.h"
#include <sys/ptrace.h>

static long secret = 0x1122334455667788;
static volatile sig_atomic_t got;
static void handler(int number) { got = number; }

int main(int count, char **arguments) {
  int status;
  (void)arguments;
  if (count > 1) return 31;
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGUSR2, handler);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGUSR1);
    if (secret != 99) _exit(1);
    raise(SIGTERM);
    _exit(got == SIGUSR2 ? 30 : 2);
  }
  waitpid(pid, &status, 0);
  show_status("first", status);
  errno = 0;
  CHECK(ptrace(PTRACE_PEEKDATA, pid, &secret, NULL) == 0x1122334455667788);
  TRY(ptrace(PTRACE_POKEDATA, pid, &secret, (void *)99));
  TRY(ptrace(PTRACE_PEEKDATA, pid, (void *)8, NULL));
  siginfo_t info;
  TRY(ptrace(PTRACE_GETSIGINFO, pid, NULL, &info));
  CHECK(info.si_signo == SIGUSR1 && info.si_pid == pid);
  TRY(ptrace(PTRACE_CONT, pid, NULL, NULL));
  waitpid(pid, &status, 0);
  show_status("second", status);
  TRY(ptrace(PTRACE_CONT, pid, NULL, (void *)SIGUSR2));
  reap("child", pid);
  TRY(ptrace(PTRACE_CONT, pid, NULL, NULL));
  VALUE(secret == 99);
  pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execl("/proc/self/exe", "ptrace", "x", (char *)NULL);
    _exit(127);
  }
  waitpid(pid, &status, 0);
  show_status("execve", status);
  TRY(ptrace(PTRACE_DETACH, pid, NULL, NULL));
  reap("child", pid);
  TRY(ptrace(PTRACE_ATTACH, getpid(), NULL, NULL));
  TRY(ptrace(PTRACE_ATTACH, 99999, NULL, NULL));
  return 0;
}
