#include <threadbare.h>
// Which child does wait find first?
int main(void) {
  int first, second;
  if (fork() == 0) _exit(1);
  if (fork() == 0) _exit(2);
  wait(&first);
  wait(&second);
  return WEXITSTATUS(first) * 10 + WEXITSTATUS(second);
}
