// /proc/self/exe names the running program, also after its name is gone; fexecve and argv[0].
// compile: -O2 -static -pthread
#include "check.h"

int main(int count, char **arguments) {
  char before[PATH_MAX] = "", after[PATH_MAX] = "";
  if (readlink("/proc/self/exe", before, sizeof before - 1) < 0) return 1;
  if (count > 1) {
    puts(arguments[1]);
    CHECK(strncmp(before, "/tmp/copy", 9) == 0);
    return 11;
  }
  CHECK(before[0] == '/');
  int in = open("/proc/self/exe", O_RDONLY), out = open("/tmp/copy", O_CREAT | O_WRONLY, 0700);
  static char block[65536];
  ssize_t got;
  while ((got = read(in, block, sizeof block)) > 0) write(out, block, got);
  close(in);
  close(out);
  pid_t pid = fork();
  if (pid == 0) {
    execl("/tmp/copy", "copy", "by path", (char *)NULL);
    _exit(127);
  }
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    char *list[] = {"copy", "by descriptor", NULL}, *none[] = {NULL};
    int fd = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
    fexecve(fd, list, none);
    _exit(127);
  }
  reap("child", pid);
  TRY(unlink("/tmp/copy"));
  TRY(execl("/tmp/copy", "copy", "x", (char *)NULL));
  readlink("/proc/self/exe", after, sizeof after - 1);
  CHECK(strcmp(before, after) == 0);
  return 0;
}
