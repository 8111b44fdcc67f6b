// How much of a script's first line counts, and scripts that name no interpreter.
#include "check.h"

static void run(const char *what, const char *line, size_t count) {
  int fd = open("/tmp/script", O_CREAT | O_TRUNC | O_WRONLY, 0755);
  write(fd, line, count);
  close(fd);
  int ends[2];
  pipe(ends);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    execl("/tmp/script", "script", (char *)NULL);
    _exit(errno);
  }
  close(ends[1]);
  static char text[1000];
  long got = 0, part;
  while ((part = read(ends[0], text + got, sizeof text - got)) > 0) got += part;
  close(ends[0]);
  int status;
  waitpid(child, &status, 0);
  int code = WEXITSTATUS(status);
  printf("%s: %s, %ld bytes\n", what, code ? strerrorname_np(code) : "runs", got);
}

int main(int argc, char **argv) {
  // As an interpreter it tells its arguments.
  if (argc > 1) {
    for (int i = 1; i < argc; i++) printf("%s\n", argv[i]);
    return 0;
  }
  // By a name that is everywhere as long.
  char *self = "/tmp/i", whole[128] = "", line[400];
  readlink("/proc/self/exe", whole, sizeof whole - 1);
  symlink(whole, self);
  memset(line, 'x', sizeof line);
  int start = sprintf(line, "#!%s ", self);
  line[start] = 'x';
  run("a long line", line, 312);
  for (int count = 254; count <= 257; count++) {
    line[count] = '\n';
    run("a line that ends there", line, count + 1);
    line[count] = 'x';
    run("a file that ends there", line, count);
  }
  // A name as long as the line.
  memset(line, '/', sizeof line);
  memcpy(line, "#!", 2);
  for (int end = 254; end <= 256; end++) {
    memcpy(line + end - strlen(self), self, strlen(self));
    line[end] = '\n';
    run("a long name", line, end + 1);
    run("a long name, and the file ends", line, end);
    line[end] = ' ';
    run("a long name, and a blank", line, 300);
    memset(line + 2, '/', sizeof line - 2);
  }
  run("two bytes", "#!", 2);
  run("a blank", "#! ", 3);
  run("a line's end", "#!\n", 3);
  run("a blank and a line's end", "#! \n", 4);
  run("a zero", "#!\0\n", 4);
  memset(line + 2, ' ', sizeof line - 2);
  run("blanks alone", line, 255);
  run("more blanks", line, 256);
  run("many blanks", line, 300);
  return 0;
}
