// When a file was changed: by chmod, chown, utimensat and links as by what is written.
#include "check.h"

static void show_age(const char *what, const char *name) {
  struct stat facts;
  stat(name, &facts);
  long age = time(NULL) - facts.st_ctim.tv_sec;
  printf("%s: %s\n", what, age >= -1 && age <= 1 ? "now" : "not now");
}

int main(void) {
  close(open("/tmp/file", O_CREAT | O_RDWR, 0600));
  show_age("open", "/tmp/file");
  TRY(chmod("/tmp/file", 0644));
  show_age("chmod", "/tmp/file");
  close(open("/tmp/file", O_TRUNC | O_RDWR));
  show_age("O_TRUNC", "/tmp/file");
  TRY(chown("/tmp/file", 0, 0));
  show_age("chown", "/tmp/file");
  struct timespec times[2] = {{5, 0}, {6, 0}};
  TRY(utimensat(AT_FDCWD, "/tmp/file", times, 0));
  show_age("utimensat", "/tmp/file");
  TRY(link("/tmp/file", "/tmp/link"));
  show_age("link", "/tmp/file");
  show_age("status", "/proc/self/status");
  // What is wrong first: the file, then the times; no path at all.
  struct timespec bad[2] = {{0, 1000000000}, {0, 0}};
  TRY(syscall(SYS_utimensat, AT_FDCWD, "/tmp/none", bad, 0));
  TRY(syscall(SYS_utimensat, AT_FDCWD, "/tmp/file", bad, 0));
  TRY(syscall(SYS_utimensat, AT_FDCWD, NULL, NULL, 0));
  TRY(syscall(SYS_utimensat, 99, NULL, bad, 0));
  TRY(syscall(SYS_utimensat, 0, NULL, NULL, AT_SYMLINK_NOFOLLOW));
  TRY(linkat(AT_FDCWD, "", AT_FDCWD, "/tmp/other", AT_EMPTY_PATH));
  return 0;
}
