// ptrace: ATTACH stops, a tracer's end detaches, EXITKILL kills, a second tracer is refused.
#include "check.h"
#include <sys/ptrace.h>

int main(void) {
  int status;
  pid_t pid = fork();
  if (pid == 0)
    for (;;) pause();
  TRY(ptrace(PTRACE_PEEKDATA, pid, &pid, NULL));
  TRY(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
  CHECK(waitpid(pid, &status, 0) == pid);
  show_status("attached", status);
  TRY(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
  pid_t other = fork();
  if (other == 0) {
    TRY(ptrace(PTRACE_ATTACH, pid, NULL, NULL));
    _exit(0);
  }
  reap("other", other);
  TRY(ptrace(PTRACE_DETACH, pid, NULL, NULL));
  pid_t tracer = fork();
  if (tracer == 0) {
    TRY(ptrace(PTRACE_SEIZE, pid, NULL, NULL));
    _exit(3);
  }
  reap("tracer", tracer);
  TRY(kill(pid, 0));
  tracer = fork();
  if (tracer == 0) {
    TRY(ptrace(PTRACE_SEIZE, pid, NULL, (void *)PTRACE_O_EXITKILL));
    _exit(4);
  }
  reap("tracer", tracer);
  reap("killed with its tracer", pid);
  return 0;
}
