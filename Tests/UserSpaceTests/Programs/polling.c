// poll, ppoll and select: readiness of pipes and files, hang-ups, timeouts, masks of signals.
#include "check.h"
#include <poll.h>
#include <sys/select.h>

static void handler(int number) { (void)number; }

int main(void) {
  int pipes[2];
  char byte;
  pipe(pipes);
  struct pollfd entries[3] = {{pipes[0], POLLIN, 0}, {pipes[1], POLLOUT, 0}, {-1, POLLIN, 0}};
  VALUE(poll(entries, 3, 0));
  printf("%x %x %x\n", entries[0].revents, entries[1].revents, entries[2].revents);
  write(pipes[1], "x", 1);
  VALUE(poll(entries, 1, -1));
  read(pipes[0], &byte, 1);
  VALUE(poll(entries, 1, 5));
  entries[2].fd = 9999;
  VALUE(poll(&entries[2], 1, -1));
  CHECK(entries[2].revents == POLLNVAL);
  fd_set set;
  struct timeval time = {0, 3000};
  FD_ZERO(&set);
  FD_SET(pipes[0], &set);
  VALUE(select(pipes[0] + 1, &set, NULL, NULL, &time));
  FD_SET(pipes[1], &set);
  VALUE(select(pipes[1] + 1, NULL, &set, NULL, NULL));
  CHECK(FD_ISSET(pipes[1], &set));
  FD_ZERO(&set);
  FD_SET(9, &set);
  TRY(select(10, &set, NULL, NULL, &time));
  TRY(select(-1, NULL, NULL, NULL, &time));
  sigset_t blocked, none;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  signal(SIGUSR1, handler);
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  raise(SIGUSR1);
  TRY(ppoll(entries, 1, NULL, &none));
  struct timespec soon = {0, 3000000};
  VALUE(ppoll(entries, 1, &soon, NULL));
  pid_t pid = fork();
  if (pid == 0) {
    sleep_milliseconds(5);
    _exit(0);
  }
  close(pipes[1]);
  VALUE(poll(entries, 1, 10000));
  CHECK(entries[0].revents == POLLHUP);
  reap("child", pid);
  close(pipes[0]);
  pipe(pipes);
  close(pipes[0]);
  entries[1].fd = pipes[1];
  VALUE(poll(&entries[1], 1, -1));
  CHECK(entries[1].revents & POLLERR);
  return 0;
}
