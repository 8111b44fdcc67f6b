// Orphans go to init, or to a subreaper above them.
#include "check.h"
#include <sys/prctl.h>

int main(void) {
  int out[2], answer, reaper;
  pipe(out);
  pid_t me = getpid();
  for (int turn = 0; turn < 2; turn++) {
    TRY(prctl(PR_SET_CHILD_SUBREAPER, turn));
    TRY(prctl(PR_GET_CHILD_SUBREAPER, &reaper));
    VALUE(reaper);
    pid_t pid = fork();
    if (pid == 0) {
      pid_t middle = getpid();
      if (fork() == 0) {
        while (getppid() == middle) sched_yield();
        answer = getppid() == 1 ? 1 : getppid() == me ? 2 : 3;
        write(out[1], &answer, sizeof answer);
        _exit(33);
      }
      _exit(0);
    }
    reap("child", pid);
    read(out[0], &answer, sizeof answer);
    VALUE(answer);
    int status;
    if (TRY(waitpid(-1, &status, 0)) > 0) show_status("adopted", status);
  }
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_GET_CHILD_SUBREAPER, &reaper);
    _exit(reaper);
  }
  reap("not inherited", pid);
  return 0;
}
