#include <threadbare.h>
// Two read from one pipe in which there is one byte.
int main(void) {
  int ends[2], status, sum = 0;
  char byte;
  pipe(ends);
  for (int i = 1; i <= 2; i++)
    if (fork() == 0) {
      close(ends[1]);
      _exit(read(ends[0], &byte, 1) == 1 ? i : 0);
    }
  write(ends[1], "x", 1);
  close(ends[1]);
  while (wait(&status) > 0) sum += WEXITSTATUS(status);
  printf("%d\n", sum);
  return 0;
}
