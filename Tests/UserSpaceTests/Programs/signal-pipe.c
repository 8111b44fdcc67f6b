// SIGPIPE: kills by default, EPIPE when ignored or handled.
#include "check.h"

static volatile sig_atomic_t count;
static void handler(int number) {
  (void)number;
  count++;
}

int main(void) {
  int pipes[2];
  pipe(pipes);
  close(pipes[0]);
  pid_t pid = fork();
  if (pid == 0) {
    write(pipes[1], "x", 1);
    _exit(0);
  }
  reap("default", pid);
  signal(SIGPIPE, SIG_IGN);
  TRY(write(pipes[1], "x", 1));
  signal(SIGPIPE, handler);
  TRY(write(pipes[1], "x", 1));
  TRY(write(pipes[1], "", 0));
  VALUE(count);
  FILE *file = fdopen(pipes[1], "w");
  fputs("text", file);
  TRY(fflush(file));
  CHECK(ferror(file));
  VALUE(count);
  return 0;
}
