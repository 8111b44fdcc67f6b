// execve of scripts: #! with and without an argument, nested, and a missing interpreter.
#include "check.h"

static void put(const char *path, const char *text) {
  int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0755);
  write(fd, text, strlen(text));
  close(fd);
}
static void run(const char *path) {
  pid_t pid = fork();
  if (pid == 0) {
    execl(path, "name", "one", "two", (char *)NULL);
    TRY(-1);
    _exit(127);
  }
  reap(path, pid);
}

int main(int count, char **arguments) {
  if (count > 1) {
    for (int i = 1; i < count; i++) printf("[%s]\n", arguments[i]);
    return count;
  }
  char self[PATH_MAX], text[PATH_MAX + 32];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) return 1;
  self[length] = 0;
  snprintf(text, sizeof text, "#!%s\n", self);
  put("/tmp/plain", text);
  snprintf(text, sizeof text, "#! %s  an argument \nrest\n", self);
  put("/tmp/with-argument", text);
  put("/tmp/nested", "#!/tmp/plain x\n");
  put("/tmp/missing", "#!/tmp/none\n");
  put("/tmp/empty", "");
  put("/tmp/loop", "#!/tmp/loop\n");
  run("/tmp/plain");
  run("/tmp/with-argument");
  run("/tmp/nested");
  run("/tmp/missing");
  run("/tmp/empty");
  run("/tmp/loop");
  return 0;
}
