// Signals: what each does to a process without a handler.
#include "check.h"

int main(void) {
  int all[] = {SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1,
    SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP,
    SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGSYS};
  int status;
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      setpgid(0, 0);
      raise(all[i]);
      _exit(0);
    }
    waitpid(pid, &status, WUNTRACED);
    show_status(sigabbrev_np(all[i]), status & ~0x80);
    if (WIFSTOPPED(status)) {
      kill(pid, SIGKILL);
      waitpid(pid, &status, 0);
    }
  }
  pid_t pid = fork();
  if (pid == 0) {
    raise(SIGRTMIN + 1);
    _exit(0);
  }
  waitpid(pid, &status, 0);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGRTMIN + 1);
  return 0;
}
