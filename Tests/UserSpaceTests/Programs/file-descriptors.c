// dup, dup2, dup3, fcntl: one offset for all copies, flags of each, and across fork.
#include "check.h"

int main(void) {
  char text[8] = "";
  int fd = open("/tmp/file", O_CREAT | O_RDWR | O_TRUNC, 0600);
  write(fd, "abcdefghij", 10);
  lseek(fd, 0, SEEK_SET);
  int copy = dup(fd), other = open("/tmp/file", O_RDONLY);
  CHECK(copy == fd + 1);
  read(fd, text, 2);
  VALUE(lseek(copy, 0, SEEK_CUR));
  VALUE(lseek(other, 0, SEEK_CUR));
  CHECK(dup2(fd, 50) == 50);
  CHECK(dup2(fd, fd) == fd);
  TRY(dup2(9999, 9998));
  TRY(dup2(fd, -1));
  TRY(dup3(fd, fd, 0));
  CHECK(dup3(fd, 51, O_CLOEXEC) == 51);
  VALUE(fcntl(51, F_GETFD));
  VALUE(fcntl(50, F_GETFD));
  CHECK(fcntl(fd, F_DUPFD, 60) == 60);
  CHECK(fcntl(fd, F_DUPFD_CLOEXEC, 60) == 61);
  TRY(fcntl(fd, F_SETFL, O_APPEND));
  CHECK(fcntl(copy, F_GETFL) & O_APPEND);
  CHECK(fcntl(other, F_GETFL) & O_APPEND);
  TRY(fcntl(fd, 9999));
  TRY(fcntl(fd, F_DUPFD, 1 << 30));
  pid_t pid = fork();
  if (pid == 0) {
    read(fd, text, 3);
    close(fd);
    _exit(0);
  }
  reap("child", pid);
  VALUE(lseek(copy, 0, SEEK_CUR));
  int log = open("/tmp/log", O_CREAT | O_WRONLY | O_APPEND, 0600);
  for (int i = 0; i < 3; i++)
    if (fork() == 0) {
      for (int turn = 0; turn < 10; turn++) write(log, "line\n", 5);
      _exit(0);
    }
  while (wait(NULL) > 0) {}
  struct stat facts;
  fstat(log, &facts);
  VALUE(facts.st_size);
  return 0;
}
