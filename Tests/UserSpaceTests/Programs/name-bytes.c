// A task's name is any bytes: comm and stat tell them as they are, status in one line.
#include "check.h"
#include <sys/prctl.h>

static char text[8192];

static void show_bytes(const char *what, const char *bytes) {
  printf("%s:", what);
  for (; *bytes; bytes++) printf(" %02x", (unsigned char)*bytes);
  putchar('\n');
}

static void get(const char *path) {
  int fd = open(path, O_RDONLY);
  ssize_t count = read(fd, text, sizeof text - 1);
  text[count > 0 ? count : 0] = 0;
  close(fd);
}

int main(void) {
  char name[17] = "";
  int fd = open("/proc/self/comm", O_WRONLY);
  VALUE(write(fd, "worker\n", 7));
  prctl(PR_GET_NAME, name);
  show_bytes("written", name);
  prctl(PR_SET_NAME, "a\nb\\ c\t\xff");
  prctl(PR_GET_NAME, name);
  show_bytes("set", name);
  get("/proc/self/comm");
  show_bytes("comm", text);
  get("/proc/self/status");
  *strchr(text, '\n') = 0;
  show_bytes("status", text);
  get("/proc/self/stat");
  *(strchr(text, ')') + 1) = 0;
  show_bytes("stat", strchr(text, '('));
  return 0;
}
