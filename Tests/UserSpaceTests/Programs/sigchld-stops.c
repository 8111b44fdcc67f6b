// SIGCHLD for stops and continues, and not with SA_NOCLDSTOP; its si_code tells which.
#include "check.h"

static volatile int codes[8], count;
static void handler(int number, siginfo_t *info, void *context) {
  (void)number;
  (void)context;
  if (count < 8) codes[count] = info->si_code;
  count++;
}

static void round_trip(int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART | flags};
  sigaction(SIGCHLD, &action, NULL);
  count = 0;
  pid_t pid = fork();
  if (pid == 0)
    for (;;) pause();
  int status;
  kill(pid, SIGSTOP);
  waitpid(pid, &status, WUNTRACED);
  show_status("child", status);
  while (!flags && count < 1) sched_yield();
  kill(pid, SIGCONT);
  waitpid(pid, &status, WCONTINUED);
  show_status("child", status);
  while (!flags && count < 2) sched_yield();
  kill(pid, SIGKILL);
  reap("child", pid);
  VALUE(count);
  for (int i = 0; i < count; i++)
    printf("code: %s\n",
        codes[i] == CLD_STOPPED ? "stopped" : codes[i] == CLD_CONTINUED ? "continued"
        : codes[i] == CLD_KILLED ? "killed" : "other");
}

int main(void) {
  round_trip(0);
  round_trip(SA_NOCLDSTOP);
  return 0;
}
