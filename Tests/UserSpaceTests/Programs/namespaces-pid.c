// Pid namespaces: the first process is 1 inside, its end ends the others.
#include "check.h"

int main(void) {
  int out[2];
  char byte;
  pipe(out);
  pid_t pid = raw_clone(CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == -1) return 1;
  if (pid == 0) {
    VALUE(getpid());
    VALUE(getppid());
    for (int i = 0; i < 2; i++) {
      if (fork() == 0) {
        if (i == 0) printf("inner %d of %d\n", getpid(), getppid());
        pause();
      }
      sleep_milliseconds(5);
    }
    TRY(kill(1, SIGTERM));
    TRY(kill(9999, 0));
    TRY(kill(-1, 0));
    _exit(44);
  }
  close(out[1]);
  reap("init", pid);
  VALUE(read(out[0], &byte, 1));
  TRY(unshare(CLONE_NEWPID));
  pid = fork();
  if (pid == 0) _exit(getpid());
  reap("first child after unshare", pid);
  TRY(fork());
  return 0;
}
