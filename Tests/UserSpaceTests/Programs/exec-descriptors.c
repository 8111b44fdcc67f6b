// execveat: descriptors of files, directories and paths, scripts, and what is refused.
#include "check.h"
#include <sys/prctl.h>

extern char **environ;
static char *child[] = {"program", "child", NULL};

static int run(int directory, const char *path, char *const *list, int flags) {
  pid_t pid = fork();
  if (pid == 0) {
    syscall(SYS_execveat, directory, path, list, environ, flags);
    _exit(100 + errno);
  }
  int status;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void copy(const char *to) {
  static char bytes[65536];
  int in = open("/proc/self/exe", O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);
  ssize_t count;
  while ((count = read(in, bytes, sizeof bytes)) > 0) {
    if (write(out, bytes, count) != count) puts("not written");
  }
  close(in);
  close(out);
}

static void script(const char *path, const char *line) {
  int out = open(path, O_WRONLY | O_CREAT, 0755);
  dprintf(out, "%s\n", line);
  close(out);
}

static void paths_alone(int file, int folder, int link) {
  char byte;
  struct stat status;
  TRY(read(file, &byte, 1));
  TRY(fchmod(file, 0700));
  TRY(ftruncate(file, 0));
  TRY(lseek(file, 0, SEEK_SET));
  TRY(fsync(file));
  CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED && errno == EBADF);
  CHECK(fcntl(file, F_GETFL) == O_PATH);
  TRY(fcntl(file, F_SETFL, 0));
  TRY(fchdir(file));
  TRY(fstat(file, &status));
  TRY(fstatat(link, "", &status, AT_EMPTY_PATH));
  CHECK(S_ISLNK(status.st_mode));
  char target[16] = "";
  VALUE(readlinkat(link, "", target, sizeof target));
  TRY(openat(file, "x", O_RDONLY));
  CHECK(openat(folder, "program", O_RDONLY) >= 0);
  TRY(open("program", O_PATH | O_DIRECTORY));
  TRY(open("none", O_PATH | O_CREAT, 0600));
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  int again = open(path, O_RDONLY);
  VALUE(read(again, target, 4));
  CHECK(dup(file) >= 0);
}

int main(int count, char **arguments) {
  if (count > 1 && !strcmp(arguments[1], "name")) {
    char name[17] = "";
    prctl(PR_GET_NAME, name);
    printf("name %s\n", name);
    return 0;
  }
  if (count > 1 && !strcmp(arguments[1], "child")) return 42;
  // Without an argument of its own a program has an empty one.
  if (count == 1 && !arguments[0][0]) return 44;
  if (count > 1) return 43;
  mkdir("/tmp/folder", 0755);
  chdir("/tmp/folder");
  copy("program");
  symlink("program", "link");
  script("script", "#!/tmp/folder/program child");
  script("itself", "#!/tmp/folder/itself");
  script("nobody", "#!/nowhere");
  int folder = open(".", O_PATH), closed_folder = open(".", O_PATH | O_CLOEXEC);
  int file = open("program", O_RDONLY), path = open("program", O_PATH);
  int closed = open("program", O_PATH | O_CLOEXEC), link = open("link", O_PATH | O_NOFOLLOW);
  VALUE(run(folder, "program", child, 0));
  VALUE(run(path, "", child, AT_EMPTY_PATH));
  VALUE(run(closed, "", child, AT_EMPTY_PATH));
  VALUE(run(99, "/tmp/folder/program", child, 0));
  VALUE(run(folder, "link", child, 0));
  VALUE(run(folder, "link", child, AT_SYMLINK_NOFOLLOW) - 100 == ELOOP);
  VALUE(run(link, "", child, AT_EMPTY_PATH) - 100 == ELOOP);
  VALUE(run(folder, "", child, AT_EMPTY_PATH) - 100 == EACCES);
  VALUE(run(file, "", child, 0) - 100 == ENOENT);
  VALUE(run(file, "program", child, 0) - 100 == ENOTDIR);
  VALUE(run(99, "program", child, 0) - 100 == EBADF);
  VALUE(run(folder, "program", child, 0x8000) - 100 == EINVAL);
  VALUE(run(folder, "program", NULL, 0));
  VALUE(run(folder, "script", child, 0));
  VALUE(run(closed_folder, "program", child, 0));
  // An interpreter could not open its script.
  VALUE(run(closed_folder, "script", child, 0) - 100 == ENOENT);
  VALUE(run(open("script", O_RDONLY | O_CLOEXEC), "", child, AT_EMPTY_PATH) - 100 == ENOENT);
  VALUE(run(open("script", O_RDONLY), "", child, AT_EMPTY_PATH));
  VALUE(run(AT_FDCWD, "itself", child, 0) - 100 == ELOOP);
  VALUE(run(AT_FDCWD, "nobody", child, 0) - 100 == ENOENT);
  char *named[] = {"another name than that of the file", "name", NULL};
  run(AT_FDCWD, "link", named, 0);
  run(path, "", named, AT_EMPTY_PATH);
  paths_alone(path, folder, link);
  return 0;
}
