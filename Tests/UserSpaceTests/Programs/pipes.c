// Pipes: capacity, non-blocking ends, end of file, whole writes of many writers.
#include "check.h"

int main(void) {
  int pipes[2];
  static char block[5000];
  TRY(pipe2(pipes, O_NONBLOCK | O_CLOEXEC));
  VALUE(fcntl(pipes[0], F_GETFD));
  long total = 0, count;
  TRY(read(pipes[0], block, 1));
  while ((count = write(pipes[1], block, 4096)) > 0) total += count;
  CHECK(count == -1 && errno == EAGAIN);
  VALUE(total);
  VALUE(fcntl(pipes[1], F_GETPIPE_SZ));
  VALUE(read(pipes[0], block, 4096));
  VALUE(write(pipes[1], block, 5000));
  close(pipes[1]);
  while ((count = read(pipes[0], block, sizeof block)) > 0) total -= count;
  VALUE(count);
  close(pipes[0]);
  TRY(pipe2(pipes, 0x7000000));
  TRY(syscall(SYS_pipe2, (void *)8, 0));
  pipe(pipes);
  for (int i = 0; i < 4; i++)
    if (fork() == 0) {
      memset(block, 'a' + i, 1000);
      for (int turn = 0; turn < 5; turn++) write(pipes[1], block, 1000);
      _exit(0);
    }
  close(pipes[1]);
  int whole = 0, runs = 0;
  for (;;) {
    size_t got = 0;
    while (got < 1000 && (count = read(pipes[0], block + got, 1000 - got)) > 0) got += count;
    if (got == 0) break;
    runs++;
    whole += got == 1000 && memcmp(block, block + 1, 999) == 0;
  }
  VALUE(runs);
  VALUE(whole);
  TRY(write(pipes[0], "x", 1));
  return 0;
}
