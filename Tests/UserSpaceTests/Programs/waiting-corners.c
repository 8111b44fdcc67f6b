// poll, select and epoll: what is left of their times, bad arguments, and ends that are closed.
#include "check.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

static void nothing(int signal) {}

static void times(void) {
  struct timeval time = {0, 2000};
  VALUE(select(0, NULL, NULL, NULL, &time));
  printf("left %ld.%06ld\n", time.tv_sec, time.tv_usec);
  int ends[2];
  pipe(ends);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(ends[1], &set);
  time = (struct timeval){10, 0};
  VALUE(select(ends[1] + 1, NULL, &set, NULL, &time));
  CHECK(time.tv_sec == 9 || time.tv_sec == 10);
  struct timespec raw = {0, 1000000};
  VALUE(syscall(SYS_ppoll, NULL, 0, &raw, NULL, 8));
  printf("left %ld.%09ld\n", raw.tv_sec, raw.tv_nsec);
  struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  ualarm(5000, 0);
  time = (struct timeval){10, 0};
  TRY(select(0, NULL, NULL, NULL, &time));
  CHECK(time.tv_sec == 9);
  time = (struct timeval){-1, 0};
  TRY(select(0, NULL, NULL, NULL, &time));
  raw = (struct timespec){0, 1000000000};
  TRY(syscall(SYS_ppoll, NULL, 0, &raw, NULL, 8));
}

static void bad_arguments(void) {
  struct pollfd entry = {99, POLLIN};
  VALUE(poll(&entry, 1, 0));
  CHECK(entry.revents == POLLNVAL);
  TRY(poll((void *)1, 1, 0));
  TRY(poll(&entry, 100000, 0));
  fd_set set;
  FD_ZERO(&set);
  // Any table of descriptors has room for 64; what is beyond it is not looked at.
  FD_SET(48, &set);
  struct timeval now = {0, 0};
  TRY(select(49, &set, NULL, NULL, &now));
  TRY(select(-1, NULL, NULL, NULL, &now));
  TRY(select(1, (void *)1, NULL, NULL, &now));
  int sets = epoll_create1(0), ends[2];
  pipe(ends);
  struct epoll_event event = {.events = EPOLLIN}, told[2];
  TRY(epoll_ctl(sets, EPOLL_CTL_ADD, ends[0], &event));
  TRY(epoll_ctl(sets, EPOLL_CTL_ADD, ends[0], &event));
  TRY(epoll_ctl(sets, EPOLL_CTL_MOD, ends[1], &event));
  TRY(epoll_ctl(sets, EPOLL_CTL_DEL, ends[1], NULL));
  TRY(epoll_ctl(sets, 9, ends[1], &event));
  TRY(epoll_ctl(sets, EPOLL_CTL_ADD, sets, &event));
  TRY(epoll_ctl(ends[0], EPOLL_CTL_ADD, ends[1], &event));
  TRY(epoll_ctl(sets, EPOLL_CTL_ADD, ends[1], NULL));
  TRY(epoll_wait(sets, told, 0, 0));
  TRY(epoll_wait(ends[0], told, 1, 0));
  write(ends[1], "a", 1);
  TRY(epoll_wait(sets, (void *)1, 1, 0));
  VALUE(epoll_wait(sets, told, 2, 0));
  char byte;
  TRY(syscall(SYS_read, ends[0], &byte, -1L));
  TRY(read(ends[1], &byte, 1));
  TRY(write(ends[0], &byte, 1));
}

static void closed_ends(void) {
  int ends[2];
  pipe(ends);
  struct pollfd entries[2] = {{ends[0], POLLIN | POLLRDHUP}, {ends[1], POLLOUT}};
  VALUE(poll(entries, 2, 0));
  printf("%x %x\n", entries[0].revents, entries[1].revents);
  close(ends[1]);
  VALUE(poll(entries, 1, 0));
  printf("%x\n", entries[0].revents);
  pipe(ends);
  close(ends[0]);
  entries[1].fd = ends[1];
  VALUE(poll(entries + 1, 1, 0));
  printf("%x\n", entries[1].revents);
  signal(SIGPIPE, SIG_IGN);
  TRY(write(ends[1], "a", 1));
}

int main(void) {
  times();
  bad_arguments();
  closed_ends();
  return 0;
}
