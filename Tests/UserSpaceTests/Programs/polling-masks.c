// ppoll and pselect with no time at all: a signal that their mask lets in interrupts them nevertheless.
#include "check.h"
#include <poll.h>
#include <sys/select.h>

static int handled;

static void handle(int signal) { handled++; }

int main(void) {
  sigset_t block, none, now;
  struct timespec zero = {0, 0};
  signal(SIGUSR1, handle);
  sigemptyset(&none);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, NULL);
  raise(SIGUSR1);
  TRY(ppoll(NULL, 0, &zero, &none));
  VALUE(handled);
  raise(SIGUSR1);
  TRY(pselect(0, NULL, NULL, NULL, &zero, &none));
  VALUE(handled);
  // What is ready counts for more.
  int ends[2];
  pipe(ends);
  struct pollfd writer = {ends[1], POLLOUT, 0};
  raise(SIGUSR1);
  VALUE(ppoll(&writer, 1, &zero, &none));
  VALUE(handled);
  sigprocmask(SIG_BLOCK, NULL, &now);
  CHECK(sigismember(&now, SIGUSR1));
  struct pollfd path = {open("/tmp", O_PATH), POLLIN, 0};
  VALUE(poll(&path, 1, 0));
  CHECK(path.revents == POLLNVAL);
  return 0;
}
