// ptrace: SEIZE, INTERRUPT, and the events of fork, vfork, clone, exec and exit with their messages.
#include "check.h"
#include <sys/ptrace.h>

static void *nothing(void *argument) { return argument; }
static const char *event_name(int status) {
  switch (status >> 16) {
    case PTRACE_EVENT_FORK: return "fork";
    case PTRACE_EVENT_VFORK: return "vfork";
    case PTRACE_EVENT_CLONE: return "clone";
    case PTRACE_EVENT_EXEC: return "exec";
    case PTRACE_EVENT_EXIT: return "exit";
    case PTRACE_EVENT_STOP: return "stop";
    default: return "none";
  }
}

int main(int count, char **arguments) {
  int gate[2], status;
  (void)arguments;
  if (count > 1) return 18;
  pipe(gate);
  pid_t pid = fork();
  if (pid == 0) {
    char byte;
    read(gate[0], &byte, 1);
    if (fork() == 0) _exit(1);
    wait(NULL);
    pthread_t thread;
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
    execl("/proc/self/exe", "ptrace", "x", (char *)NULL);
    _exit(127);
  }
  long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;
  TRY(ptrace(PTRACE_SEIZE, pid, NULL, (void *)options));
  TRY(ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
  waitpid(pid, &status, 0);
  printf("interrupted: %s\n", event_name(status));
  TRY(ptrace(PTRACE_CONT, pid, NULL, NULL));
  write(gate[1], "x", 1);
  unsigned long message;
  for (;;) {
    pid_t who = waitpid(-1, &status, __WALL);
    if (who == -1) break;
    if (who != pid) {
      if (WIFSTOPPED(status)) ptrace(PTRACE_CONT, who, NULL, NULL);
      continue;
    }
    if (!WIFSTOPPED(status)) {
      show_status("child", status);
      continue;
    }
    message = 0;
    ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
    if (status >> 16) {
      int event = status >> 16;
      printf("event %s: %s\n", event_name(status),
          event == PTRACE_EVENT_EXIT ? (message == 18 << 8 ? "exit status" : "other")
          : event == PTRACE_EVENT_EXEC ? (message == (unsigned long)pid ? "its id" : "other")
          : message != (unsigned long)pid && message > 0 ? "an id" : "other");
      ptrace(PTRACE_CONT, pid, NULL, NULL);
    } else {
      ptrace(PTRACE_CONT, pid, NULL, (void *)(long)WSTOPSIG(status));
    }
  }
  TRY(ptrace(PTRACE_SEIZE, getpid(), NULL, NULL));
  return 0;
}
