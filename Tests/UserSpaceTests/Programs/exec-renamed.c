// A file that is executed cannot be written, whatever it is called by then.
// compile: -O2 -static -pthread
#include "check.h"

static void tell(const char *when) {
  char text[256] = "";
  ssize_t count = readlink("/proc/self/exe", text, sizeof text - 1);
  printf("%s: %s\n", when, count < 0 ? strerrorname_np(errno) : text);
}

int main(int count, char **arguments) {
  if (count == 1) {
    int in = open("/proc/self/exe", O_RDONLY), out = open("/tmp/copy", O_CREAT | O_WRONLY, 0700);
    static char block[65536];
    ssize_t got;
    while ((got = read(in, block, sizeof block)) > 0) write(out, block, got);
    close(in);
    close(out);
    execl("/tmp/copy", "copy", "x", (char *)NULL);
    return 127;
  }
  tell("started");
  TRY(truncate("/tmp/copy", 1));
  TRY(truncate("/tmp/copy", -1));
  TRY(rename("/tmp/copy", "/tmp/moved"));
  tell("renamed");
  TRY(open("/tmp/moved", O_WRONLY));
  TRY(open("/tmp/moved", O_RDONLY | O_TRUNC));
  TRY(truncate("/tmp/moved", 1));
  int other = open("/tmp/copy", O_CREAT | O_WRONLY, 0700);
  CHECK(other >= 0);
  CHECK(write(other, "text", 4) == 4);
  TRY(close(other));
  TRY(truncate("/tmp/copy", 1));
  TRY(link("/tmp/moved", "/tmp/second"));
  TRY(open("/tmp/second", O_WRONLY));
  TRY(unlink("/tmp/second"));
  TRY(unlink("/tmp/moved"));
  tell("removed");
  TRY(open("/proc/self/exe", O_WRONLY));
  struct stat status;
  TRY(stat("/proc/self/exe", &status));
  CHECK(status.st_nlink == 0 && status.st_size > 10000);
  // A child executes it by the link.
  pid_t pid = fork();
  if (pid == 0) {
    tell("child");
    _exit(0);
  }
  reap("child", pid);
  return 0;
}
