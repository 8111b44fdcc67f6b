#include <threadbare.h>
// CLONE_PARENT makes a brother: it belongs to the parent of the one that calls.
static int brother(long expected) { return getppid() == (pid_t)expected ? 40 : 41; }
static int daughter(long expected) { return getppid() == (pid_t)expected ? 50 : 51; }
int main(void) {
  int status, own = getpid();
  pid_t child = fork();
  if (child == 0) {
    int task = task_clone(CLONE_PARENT, brother, own, NULL, NULL, NULL);
    int other = task_clone(SIGCHLD, daughter, getpid(), NULL, NULL, NULL);
    int none = waitpid(task, NULL, __WALL) < 0 && errno == ECHILD;
    waitpid(other, &status, 0);
    _exit(none * 100 + WEXITSTATUS(status));
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  // Its signal is that of the one that called, SIGCHLD.
  pid_t last = waitpid(-1, &status, 0);
  printf("%d %d\n", last > child, WEXITSTATUS(status));
  printf("%d\n", wait(NULL));
  return 0;
}
