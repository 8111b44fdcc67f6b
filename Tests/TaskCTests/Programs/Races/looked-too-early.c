#include <threadbare.h>
// WNOHANG: has the child ended yet?
int main(void) {
  int status = 0;
  pid_t child = fork();
  if (child == 0) _exit(4);
  if (waitpid(child, &status, WNOHANG) == 0) {
    printf("not yet\n");
    waitpid(child, &status, 0);
  }
  return WEXITSTATUS(status);
}
