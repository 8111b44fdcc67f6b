// open: flags for making, truncating and appending, directories, links, and errors.
#include "check.h"

int main(void) {
  struct stat facts;
  umask(022);
  int fd = open("/tmp/file", O_CREAT | O_EXCL | O_WRONLY, 0666);
  CHECK(fd >= 3);
  VALUE(write(fd, "0123456789", 10));
  char byte;
  TRY(read(fd, &byte, 1));
  fstat(fd, &facts);
  printf("mode %o size %ld links %ld\n", facts.st_mode, (long)facts.st_size, (long)facts.st_nlink);
  TRY(open("/tmp/file", O_CREAT | O_EXCL | O_WRONLY, 0666));
  TRY(open("/tmp/none", O_RDONLY));
  TRY(open("/tmp", O_WRONLY));
  TRY(open("/tmp/file", O_DIRECTORY));
  TRY(open("/tmp/file/x", O_RDONLY));
  TRY(open("", O_RDONLY));
  TRY(open((char *)8, O_RDONLY));
  TRY(symlink("/tmp/file", "/tmp/link"));
  TRY(open("/tmp/link", O_RDONLY | O_NOFOLLOW));
  CHECK(open("/tmp/link", O_RDONLY) > 0);
  char name[300];
  memset(name, 'n', sizeof name);
  memcpy(name, "/tmp/", 5);
  name[299] = 0;
  TRY(open(name, O_CREAT | O_RDWR, 0600));
  int again = open("/tmp/file", O_WRONLY | O_APPEND);
  write(again, "ab", 2);
  VALUE(lseek(again, 0, SEEK_CUR));
  VALUE(pwrite(again, "c", 1, 0));
  fstat(fd, &facts);
  VALUE(facts.st_size);
  CHECK(fcntl(again, F_GETFL) & O_APPEND);
  VALUE(fcntl(again, F_GETFL) & O_ACCMODE);
  close(open("/tmp/file", O_WRONLY | O_TRUNC));
  fstat(fd, &facts);
  VALUE(facts.st_size);
  TRY(close(fd));
  TRY(close(fd));
  TRY(write(fd, "x", 1));
  int dir = open("/tmp", O_RDONLY | O_DIRECTORY);
  TRY(read(dir, &byte, 1));
  CHECK(openat(dir, "file", O_RDONLY) > 0);
  TRY(openat(fd, "file", O_RDONLY));
  return 0;
}
