#include <threadbare.h>
// A signal that may come too late.
int main(void) {
  int status;
  pid_t child = fork();
  if (child == 0) {
    write(1, "here ", 5);
    _exit(3);
  }
  kill(child, SIGTERM);
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) printf("ended with %d\n", WEXITSTATUS(status));
  else printf("killed by %d\n", WTERMSIG(status));
  return 0;
}
