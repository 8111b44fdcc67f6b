// When files were read: noted once after each change, of files, directories and links.
#include "check.h"
#include <dirent.h>

static struct timespec when(const char *path) {
  struct stat facts;
  lstat(path, &facts);
  return facts.st_atim;
}

static int later(const char *path, struct timespec before) {
  struct timespec now = when(path);
  return now.tv_sec != before.tv_sec || now.tv_nsec != before.tv_nsec;
}

static void wait_a_little(void) { usleep(20000); }

int main(void) {
  char byte;
  mkdir("/tmp/folder", 0700);
  int file = open("/tmp/folder/file", O_CREAT | O_RDWR, 0600);
  write(file, "abc", 3);
  struct timespec before = when("/tmp/folder/file");
  wait_a_little();
  TRY(pread(file, &byte, 1, 0));
  CHECK(later("/tmp/folder/file", before));
  before = when("/tmp/folder/file");
  wait_a_little();
  TRY(pread(file, &byte, 1, 0));
  CHECK(later("/tmp/folder/file", before));
  wait_a_little();
  write(file, "d", 1);
  CHECK(later("/tmp/folder/file", before));
  wait_a_little();
  TRY(pread(file, &byte, 1, 100));
  CHECK(later("/tmp/folder/file", before));

  before = when("/tmp/folder");
  wait_a_little();
  DIR *folder = opendir("/tmp/folder");
  CHECK(later("/tmp/folder", before));
  readdir(folder);
  CHECK(later("/tmp/folder", before));

  symlink("file", "/tmp/folder/link");
  before = when("/tmp/folder/link");
  wait_a_little();
  char target[8];
  VALUE(readlink("/tmp/folder/link", target, sizeof target));
  CHECK(later("/tmp/folder/link", before));
}
