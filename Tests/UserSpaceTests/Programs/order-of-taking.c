// What a task raises itself comes first, for sigtimedwait and signalfd too; the thread's signals before the process's.
#include "check.h"
#include <sys/signalfd.h>

int main(void) {
  sigset_t all;
  siginfo_t info;
  struct timespec none = {0};
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, 0);
  int sent[] = {SIGHUP, SIGSEGV, SIGILL, SIGRTMIN, SIGTRAP, SIGSYS, SIGUSR1, SIGFPE, SIGBUS};
  for (int to = 0; to < 3; to++) {
    for (int i = 0; i < sizeof sent / sizeof *sent; i++)
      if (to == 0 || to == 2 && i % 2) kill(getpid(), sent[i]);
      else raise(sent[i]);
    if (to == 1) {
      int fd = signalfd(-1, &all, SFD_NONBLOCK);
      struct signalfd_siginfo told;
      while (read(fd, &told, sizeof told) > 0) printf(" %d", told.ssi_signo);
    } else {
      for (int number; (number = sigtimedwait(&all, &info, &none)) > 0;) printf(" %d", number);
    }
    printf("\n");
  }
  return 0;
}
