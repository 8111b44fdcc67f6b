// Children that nobody waits for: SIGCHLD ignored, and SA_NOCLDWAIT with a handler.
#include "check.h"

static volatile sig_atomic_t count;
static void handler(int number) {
  (void)number;
  count++;
}

int main(void) {
  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < 3; i++)
    if (fork() == 0) _exit(i);
  TRY(wait(NULL));
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NOCLDWAIT | SA_RESTART};
  TRY(sigaction(SIGCHLD, &action, NULL));
  pid_t pid = fork();
  if (pid == 0) _exit(1);
  TRY(waitpid(pid, NULL, 0));
  VALUE(count);
  action.sa_flags = SA_RESTART;
  sigaction(SIGCHLD, &action, NULL);
  pid = fork();
  if (pid == 0) _exit(4);
  reap("child", pid);
  VALUE(count);
  signal(SIGCHLD, SIG_DFL);
  pid = fork();
  if (pid == 0) _exit(5);
  reap("child", pid);
  VALUE(count);
  return 0;
}
