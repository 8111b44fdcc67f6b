// lseek, pread, pwrite, readv, writev, holes and truncation.
#include "check.h"
#include <sys/uio.h>

int main(void) {
  char text[32] = "", first[4] = "", second[8] = "";
  int fd = open("/tmp/file", O_CREAT | O_RDWR | O_TRUNC, 0600);
  struct iovec out[3] = {{"one", 3}, {"", 0}, {"twothree", 8}}, in[2] = {{first, 3}, {second, 7}};
  VALUE(writev(fd, out, 3));
  VALUE(lseek(fd, 0, SEEK_SET));
  VALUE(readv(fd, in, 2));
  printf("%s %s\n", first, second);
  VALUE(lseek(fd, -2, SEEK_END));
  VALUE(read(fd, text, 10));
  VALUE(read(fd, text, 10));
  VALUE(lseek(fd, 5000, SEEK_CUR));
  VALUE(write(fd, "x", 1));
  VALUE(pread(fd, text, 3, 2000));
  VALUE(text[0] | text[1] | text[2]);
  VALUE(pwrite(fd, "P", 1, 0));
  VALUE(lseek(fd, 0, SEEK_CUR));
  TRY(lseek(fd, -1, SEEK_SET));
  TRY(lseek(fd, 0, 99));
  TRY(lseek(9999, 0, SEEK_SET));
  TRY(pread(fd, text, 1, -1));
  TRY(ftruncate(fd, 4));
  VALUE(lseek(fd, 0, SEEK_END));
  TRY(truncate("/tmp/file", 8));
  memset(text, 1, sizeof text);
  VALUE(pread(fd, text, 8, 0));
  printf("%.4s %d\n", text, text[5]);
  TRY(ftruncate(fd, -1));
  TRY(truncate("/tmp/none", 1));
  TRY(truncate("/tmp", 1));
  int pipes[2];
  pipe(pipes);
  TRY(lseek(pipes[0], 0, SEEK_SET));
  TRY(pread(pipes[0], text, 1, 0));
  volatile int minus = -1;
  TRY(writev(fd, out, minus));
  TRY(writev(fd, NULL, 0));
  return 0;
}
