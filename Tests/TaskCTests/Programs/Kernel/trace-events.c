#include <threadbare.h>
// Events of a traced task: its forks, its end.
int main(void) {
  int status;
  unsigned long message = 0;
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    kill(getpid(), SIGSTOP);
    pid_t grandchild = fork();
    if (grandchild == 0) _exit(21);
    waitpid(grandchild, NULL, 0);
    _exit(22);
  }
  waitpid(child, &status, 0);
  printf("%ld\n", ptrace(PTRACE_SETOPTIONS, child, 0, (long)(PTRACE_O_TRACEFORK | PTRACE_O_TRACEEXIT)));
  ptrace(PTRACE_CONT, child, 0, 0L);
  waitpid(child, &status, 0);
  printf("%d\n", status >> 8 == (SIGTRAP | PTRACE_EVENT_FORK << 8));
  ptrace(PTRACE_GETEVENTMSG, child, 0, &message);
  pid_t grandchild = (pid_t)message;
  printf("%d\n", grandchild > child);
  printf("%d ", waitpid(grandchild, &status, __WALL) == grandchild);
  printf("%d\n", WSTOPSIG(status) == SIGSTOP);
  ptrace(PTRACE_CONT, child, 0, 0L);
  ptrace(PTRACE_CONT, grandchild, 0, 0L);
  waitpid(grandchild, &status, __WALL);
  ptrace(PTRACE_GETEVENTMSG, grandchild, 0, &message);
  printf("%d %d\n", status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8), WEXITSTATUS((int)message));
  ptrace(PTRACE_CONT, grandchild, 0, 0L);
  waitpid(grandchild, &status, __WALL);
  printf("%d\n", WEXITSTATUS(status));
  waitpid(child, &status, 0);
  while (WIFSTOPPED(status)) {
    printf("%d\n", status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8) ? 0 : WSTOPSIG(status) == SIGCHLD);
    ptrace(PTRACE_CONT, child, 0, 0L);
    waitpid(child, &status, 0);
  }
  printf("%d\n", WEXITSTATUS(status));
  return 0;
}
