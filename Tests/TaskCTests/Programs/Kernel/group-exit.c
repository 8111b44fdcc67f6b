#include <threadbare.h>
// One task's raw exit, and the end of a whole group.
static int gate[2];
static int waits(long unused) {
  char byte;
  read(gate[0], &byte, 1);
  return 1;
}
static int ends_all(long status) {
  exit_group((int)status);
  return 0;
}
static int ends_one(long status) { return (int)status; }
static int in_child(int (*function)(long)) {
  int status;
  unsigned long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
  pid_t child = fork();
  if (child == 0) {
    task_clone(flags, waits, 0, NULL, NULL, NULL);
    task_clone(flags, function, 300 + 41, NULL, NULL, NULL);
    // The others end it too, however long that takes.
    if (function != ends_one) waits(0);
    usleep(20000);
    _exit(9);
  }
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
static int kills(long unused) {
  tgkill(getpid(), gettid(), SIGTERM);
  return 0;
}
int main(void) {
  pipe(gate);
  printf("%d\n", in_child(ends_all));
  printf("%d\n", in_child(ends_one));
  printf("%d\n", in_child(kills));
  int status;
  pid_t child = fork();
  if (child == 0) exit(-1);
  waitpid(child, &status, 0);
  printf("%d %d %d\n", WIFEXITED(status), WEXITSTATUS(status), WIFSIGNALED(status));
  child = fork();
  if (child == 0) abort();
  waitpid(child, &status, 0);
  printf("%d %d %d\n", WIFEXITED(status), WTERMSIG(status) == SIGABRT, WIFSTOPPED(status));
  printf("%d %d\n", getpid(), getppid());
  return 256 + 12;
}
