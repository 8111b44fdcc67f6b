#include <threadbare.h>
// Who loses its parent gets another: the nearest that adopts, or process 1.
int main(void) {
  int ends[2], status;
  pipe(ends);
  for (int adopts = 0; adopts < 2; adopts++) {
    char answer[2] = {0, 0};
    prctl(PR_SET_CHILD_SUBREAPER, (long)adopts, 0, 0, 0);
    pid_t own = getpid(), child = fork();
    if (child == 0) {
      pid_t parent = getpid();
      if (fork() == 0) {
        while (getppid() == parent) usleep(1000);
        answer[0] = getppid() == 1 ? 'i' : getppid() == own ? 'o' : '?';
        write(ends[1], answer, 1);
        _exit(33);
      }
      _exit(0);
    }
    waitpid(child, NULL, 0);
    read(ends[0], answer, 1);
    printf("%s\n", answer);
    pid_t found = wait(&status);
    printf("%d %d\n", found > child, found > 0 ? WEXITSTATUS(status) : -1);
  }
  return 0;
}
