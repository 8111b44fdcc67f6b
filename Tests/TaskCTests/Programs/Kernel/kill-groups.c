#include <threadbare.h>
// Signals to a process group, to one's own, and to all.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int hits;
static void hit(int number) { hits++; }
int main(void) {
  int ready[2], status, sum = 0;
  char byte;
  signal(SIGUSR1, hit);
  pipe(ready);
  pid_t group = 0;
  for (int i = 0; i < 3; i++) {
    pid_t child = fork();
    if (child == 0) {
      setpgid(0, group);
      signal(SIGUSR1, SIG_DFL);
      write(ready[1], "r", 1);
      while (1) pause();
    }
    if (i == 0) group = child;
    setpgid(child, group);
    read(ready[0], &byte, 1);
  }
  printf("%d %d\n", kill(-group, 0), kill(-group, SIGUSR1));
  for (int i = 0; i < 3; i++) {
    printf("%d ", waitpid(-group, &status, 0) > 0);
    sum += WTERMSIG(status);
  }
  printf("%d %d\n", sum == 3 * SIGUSR1, hits);
  tell(kill(-group, SIGUSR1));
  tell(waitpid(-group, &status, 0));
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    kill(0, SIGTERM);
    _exit(0);
  }
  waitpid(child, &status, 0);
  printf("%d %d\n", WTERMSIG(status) == SIGTERM, hits);
  child = fork();
  if (child == 0) while (1) pause();
  printf("%d\n", kill(-1, SIGKILL));
  printf("%d ", wait(&status) == child);
  printf("%d\n", WTERMSIG(status));
  return 0;
}
