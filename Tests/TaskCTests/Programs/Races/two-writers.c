#include <threadbare.h>
// Who writes first?
int main(void) {
  if (fork() == 0) {
    write(1, "child ", 6);
    _exit(0);
  }
  write(1, "parent ", 7);
  wait(NULL);
  return 0;
}
