#include <threadbare.h>
// Between which two writes does the handler run?
static void note(int number) { write(1, "! ", 2); }
int main(void) {
  pid_t parent = getpid();
  signal(SIGUSR1, note);
  if (fork() == 0) {
    kill(parent, SIGUSR1);
    _exit(0);
  }
  write(1, "one ", 4);
  write(1, "two ", 4);
  wait(NULL);
  return 0;
}
