#include <threadbare.h>
// PTRACE_SEIZE stops nobody; PTRACE_INTERRUPT does, and PTRACE_DETACH lets go.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  int status;
  pid_t child = fork();
  if (child == 0) while (1) pause();
  tell(ptrace(PTRACE_SEIZE, child, 0, (long)PTRACE_O_EXITKILL));
  tell(ptrace(PTRACE_SEIZE, child, 0, 0L));
  tell(ptrace(PTRACE_CONT, child, 0, 0L));
  tell(ptrace(PTRACE_INTERRUPT, child, 0, 0L));
  waitpid(child, &status, 0);
  printf("%d %d\n", WSTOPSIG(status) == SIGTRAP, status >> 16 == PTRACE_EVENT_STOP);
  tell(ptrace(PTRACE_DETACH, child, 0, 0L));
  tell(ptrace(PTRACE_INTERRUPT, child, 0, 0L));
  tell(ptrace(PTRACE_ATTACH, child, 0, 0L));
  waitpid(child, &status, 0);
  printf("%d %d\n", WSTOPSIG(status) == SIGSTOP, status >> 16);
  tell(ptrace(PTRACE_DETACH, child, 0, (long)SIGTERM));
  waitpid(child, &status, 0);
  printf("%d\n", WTERMSIG(status) == SIGTERM);
  child = fork();
  if (child == 0) while (1) pause();
  pid_t tracer = fork();
  if (tracer == 0) {
    ptrace(PTRACE_SEIZE, child, 0, (long)PTRACE_O_EXITKILL);
    _exit(0);
  }
  waitpid(tracer, &status, 0);
  waitpid(child, &status, 0);
  printf("%d\n", WTERMSIG(status) == SIGKILL);
  return 0;
}
