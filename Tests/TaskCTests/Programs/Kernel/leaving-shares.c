#include <threadbare.h>
// unshare ends what clone shared; a process namespace begins with the next child.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static int leaves(long file) {
  if (unshare(CLONE_FILES) < 0 || unshare(CLONE_FS) < 0) return 1;
  close((int)file);
  chdir("/");
  return 0;
}
int main(void) {
  char place[32];
  int status, file = dup(1);
  chdir("/tmp");
  int task = task_clone(CLONE_VM | CLONE_FILES | CLONE_FS | SIGCHLD, leaves, file, NULL, NULL, NULL);
  waitpid(task, &status, 0);
  getcwd(place, sizeof place);
  printf("%d %d %s\n", WEXITSTATUS(status), fcntl(file, F_GETFD), place);
  tell(unshare(0));
  tell(unshare(CLONE_PARENT_SETTID));
  tell(unshare(CLONE_SIGHAND));
  tell(unshare(CLONE_VM));
  tell(setns(file, CLONE_NEWPID));
  tell(setns(99, 0));
  tell(unshare(CLONE_NEWPID));
  printf("%d\n", getpid() > 1);
  pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) _exit(getpid());
    wait(&status);
    _exit(getpid() * 10 + WEXITSTATUS(status));
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  // Its first process has ended: no other can begin.
  tell(fork());
  return 0;
}
