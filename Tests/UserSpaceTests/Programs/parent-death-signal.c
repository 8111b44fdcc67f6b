// PR_SET_PDEATHSIG: a signal when the parent ends, and what forgets it.
#include "check.h"
#include <sys/prctl.h>

static volatile sig_atomic_t got;
static void handler(int number) { got = number; }

int main(void) {
  int out[2], in[2], value;
  char byte = 0;
  pipe(out);
  pipe(in);
  pid_t pid = fork();
  if (pid == 0) {
    if (fork() == 0) {
      sigset_t set, old;
      sigemptyset(&set);
      sigaddset(&set, SIGUSR2);
      signal(SIGUSR2, handler);
      sigprocmask(SIG_BLOCK, &set, &old);
      prctl(PR_SET_PDEATHSIG, SIGUSR2);
      write(in[1], &byte, 1);
      while (!got) sigsuspend(&old);
      byte = got == SIGUSR2;
      write(out[1], &byte, 1);
      _exit(0);
    }
    read(in[0], &byte, 1);
    _exit(0);
  }
  reap("child", pid);
  VALUE(read(out[0], &byte, 1));
  VALUE(byte);
  TRY(prctl(PR_SET_PDEATHSIG, SIGTERM));
  prctl(PR_GET_PDEATHSIG, &value);
  CHECK(value == SIGTERM);
  TRY(prctl(PR_SET_PDEATHSIG, 65));
  pid = fork();
  if (pid == 0) {
    prctl(PR_GET_PDEATHSIG, &value);
    _exit(value);
  }
  reap("a child's", pid);
  return 0;
}
