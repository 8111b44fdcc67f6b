// The flags of preadv2 and pwritev2, on a file in memory, a pipe and a socket.
#include "check.h"
#include <sys/socket.h>
#include <sys/uio.h>

static char text[32] = "the bytes of a piece of memory";
static struct iovec piece = {text, sizeof text};

static long in_flags(int fd, int flags) { return syscall(SYS_preadv2, fd, &piece, 1, 0L, 0L, flags); }
static long out_flags(int fd, int flags) { return syscall(SYS_pwritev2, fd, &piece, 1, 0L, 0L, flags); }
static long in_here(int fd, int flags) { return syscall(SYS_preadv2, fd, &piece, 1, -1L, -1L, flags); }
static long out_here(int fd, int flags) { return syscall(SYS_pwritev2, fd, &piece, 1, -1L, -1L, flags); }

static volatile sig_atomic_t broken;
static void handler(int number) { broken += number == SIGPIPE; }

int main(void) {
  int file = open("/tmp/flagged", O_RDWR | O_CREAT | O_TRUNC, 0600);
  for (int bit = 0; bit < 12; bit++) {
    printf("bit %d\n", bit);
    TRY(out_flags(file, 1 << bit));
    TRY(in_flags(file, 1 << bit));
  }
  TRY(out_flags(file, 1 << 31));
  VALUE(lseek(file, 0, SEEK_END));

  int behind = open("/tmp/behind", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0600);
  VALUE(write(behind, text, 5));
  TRY(out_flags(behind, 0x30));
  VALUE(out_flags(behind, 0x20));
  VALUE(lseek(behind, 0, SEEK_END));
  VALUE(out_flags(behind, 0));
  VALUE(lseek(behind, 0, SEEK_END));
  VALUE(in_flags(behind, 0x20));

  signal(SIGPIPE, handler);
  int ends[2];
  pipe(ends);
  TRY(in_here(ends[0], 8));
  TRY(in_here(ends[0], 0x108));
  VALUE(out_here(ends[1], 0x100));
  VALUE(in_here(ends[0], 0x100));
  close(ends[0]);
  TRY(out_here(ends[1], 0x100));
  VALUE(broken);
  TRY(out_here(ends[1], 0));
  VALUE(broken);
  int pair[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  close(pair[0]);
  TRY(out_here(pair[1], 0x100));
  VALUE(broken);
  TRY(out_here(pair[1], 0));
  VALUE(broken);
  return 0;
}
