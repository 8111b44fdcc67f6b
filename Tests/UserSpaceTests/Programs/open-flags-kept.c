// What F_GETFL tells of the flags that a file was opened with.
#include "check.h"

int main(void) {
  int file = open("/tmp/file", O_CREAT | O_RDWR | O_SYNC, 0644);
  CHECK((fcntl(file, F_GETFL) & O_SYNC) == O_SYNC);
  file = open("/tmp/file", O_RDWR | O_DSYNC);
  CHECK((fcntl(file, F_GETFL) & O_SYNC) == O_DSYNC);
  file = open("/tmp/file", O_RDONLY | O_NOATIME | O_CREAT | O_TRUNC);
  CHECK(fcntl(file, F_GETFL) & O_NOATIME);
  CHECK(fcntl(file, F_GETFL) & (O_CREAT | O_TRUNC));
  TRY(fcntl(file, F_SETFL, 0));
  CHECK(fcntl(file, F_GETFL) & O_NOATIME);
  TRY(fcntl(file, F_SETFL, O_NOATIME | O_SYNC));
  CHECK(fcntl(file, F_GETFL) & O_NOATIME);
  CHECK(fcntl(file, F_GETFL) & O_SYNC);
  int ends[2];
  pipe2(ends, O_DIRECT | O_NONBLOCK);
  VALUE((fcntl(ends[0], F_GETFL) & O_DIRECT) != 0);
  VALUE((fcntl(ends[1], F_GETFL) & O_DIRECT) != 0);
  CHECK(fcntl(ends[0], F_GETFL) & O_NONBLOCK);
  // Reading does not count as an access.
  struct stat before, after;
  struct timespec times[2] = {{5, 0}, {6, 0}};
  TRY(utimensat(AT_FDCWD, "/tmp/file", times, 0));
  file = open("/tmp/file", O_RDWR | O_NOATIME);
  char byte;
  read(file, &byte, 1);
  fstat(file, &after);
  VALUE(after.st_atim.tv_sec);
  return 0;
}
