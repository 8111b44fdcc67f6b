// write(2) and writev(2) on an eventfd: eight bytes at a time, piece by piece.
#include "check.h"
#include <sys/eventfd.h>
#include <sys/uio.h>

static int counter;
static long value(void) {
  long number = -1;
  return read(counter, &number, 8) == 8 ? number : -errno;
}

int main(void) {
  counter = eventfd(0, EFD_NONBLOCK);
  long numbers[3] = {1, 2, 4}, most = -2;
  struct iovec whole[3] = {{numbers, 8}, {numbers + 1, 8}, {numbers + 2, 8}};
  struct iovec halves[2] = {{numbers, 4}, {(char *)numbers + 4, 4}};
  struct iovec less[2] = {{numbers, 8}, {numbers + 1, 4}};
  struct iovec more[2] = {{numbers, 8}, {numbers + 1, 16}};
  struct iovec bad[2] = {{numbers, 8}, {(void *)8, 8}};
  struct iovec nothing[3] = {{numbers, 0}, {numbers + 1, 8}, {numbers + 2, 0}};
  struct iovec over[2] = {{numbers, 8}, {&most, 8}};
  struct iovec never[2] = {{numbers, 8}, {(long[]){-1}, 8}};
  TRY(write(counter, numbers, 7));
  TRY(write(counter, numbers, 16));
  TRY(write(counter, numbers, 0));
  VALUE(value());
  VALUE(writev(counter, whole, 3));
  VALUE(value());
  TRY(writev(counter, halves, 2));
  VALUE(writev(counter, less, 2));
  VALUE(value());
  VALUE(writev(counter, more, 2));
  VALUE(value());
  VALUE(writev(counter, bad, 2));
  VALUE(value());
  VALUE(writev(counter, nothing, 3));
  VALUE(value());
  VALUE(writev(counter, over, 2));
  VALUE(value());
  VALUE(writev(counter, never, 2));
  VALUE(value());
  // One that waits in its second piece has written its first.
  fcntl(counter, F_SETFL, 0);
  if (fork() == 0) {
    VALUE(writev(counter, over, 2));
    fflush(stdout);
    _exit(0);
  }
  usleep(50000);
  long first = value();
  wait(0);
  VALUE(first);
  VALUE(value());
  return 0;
}
