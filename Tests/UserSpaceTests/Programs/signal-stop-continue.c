// SIGSTOP and SIGCONT: stops, repeated ones, going on, and a handler of SIGCONT.
#include "check.h"

static volatile sig_atomic_t continued;
static void handler(int number) {
  (void)number;
  continued++;
}

int main(void) {
  int status, shared[2];
  pipe(shared);
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGCONT, handler);
    raise(SIGSTOP);
    write(shared[1], continued == 1 ? "y" : "n", 1);
    raise(SIGTSTP);
    _exit(continued);
  }
  TRY(waitpid(pid, &status, WUNTRACED));
  show_status("child", status);
  TRY(kill(pid, SIGSTOP));
  TRY(waitpid(pid, &status, WUNTRACED | WNOHANG));
  TRY(kill(pid, SIGUSR1));
  TRY(waitpid(pid, &status, WUNTRACED | WNOHANG));
  TRY(kill(pid, SIGKILL));
  reap("killed while stopped", pid);
  pid = fork();
  if (pid == 0) {
    signal(SIGCONT, handler);
    raise(SIGSTOP);
    write(shared[1], continued == 1 ? "y" : "n", 1);
    raise(SIGSTOP);
    _exit(continued);
  }
  waitpid(pid, &status, WUNTRACED);
  kill(pid, SIGCONT);
  char byte;
  read(shared[0], &byte, 1);
  printf("handled: %c\n", byte);
  TRY(waitpid(pid, &status, WCONTINUED | WUNTRACED));
  while (!WIFSTOPPED(status)) waitpid(pid, &status, WUNTRACED);
  show_status("child", status);
  kill(pid, SIGCONT);
  reap("child", pid);
  return 0;
}
