#include <threadbare.h>
// O_EXCL: one of the two makes the file.
int main(void) {
  int status, winner = 0;
  for (int i = 1; i <= 2; i++)
    if (fork() == 0) _exit(open("/tmp/won", O_CREAT | O_EXCL | O_WRONLY, 0600) < 0 ? 0 : i);
  while (wait(&status) > 0) winner = winner * 10 + WEXITSTATUS(status);
  printf("%d\n", winner);
  return 0;
}
