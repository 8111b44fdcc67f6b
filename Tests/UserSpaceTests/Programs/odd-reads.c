// Reads and places at their edges: a timer that does not run, places beyond the last, no bytes at all.
#include "check.h"
#include <sys/socket.h>
#include <sys/timerfd.h>

int main(void) {
  struct itimerspec set = {{0, 10000000}, {0, 0}}, now;
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  TRY(timerfd_settime(timer, 0, &set, NULL));
  TRY(timerfd_gettime(timer, &now));
  printf("value %ld interval %ld\n", (long)now.it_value.tv_nsec, (long)now.it_interval.tv_nsec);
  int file = open("/tmp/file", O_CREAT | O_RDWR, 0600);
  CHECK(lseek(file, LONG_MAX, SEEK_SET) == LONG_MAX);
  TRY(lseek(file, 1, SEEK_CUR));
  int pair[2];
  char bytes[8] = "";
  socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
  TRY(recv(pair[1], bytes, 0, MSG_DONTWAIT));
  TRY(read(pair[1], bytes, 0));
  write(pair[0], "x", 1);
  TRY(recv(pair[1], bytes, 0, MSG_DONTWAIT));
  TRY(read(pair[1], bytes, 1));
  shutdown(pair[0], SHUT_WR);
  TRY(recv(pair[1], bytes, 0, MSG_DONTWAIT));
  socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
  write(pair[0], "message", 7);
  TRY(read(pair[1], bytes, 0));
  VALUE(read(pair[1], bytes, 8));
  // Entries that could not be stored are still to come.
  static char room[1000];
  mkdir("/tmp/folder", 0700);
  int folder = open("/tmp/folder", O_RDONLY | O_DIRECTORY);
  TRY(syscall(SYS_getdents64, folder, (void *)1, 100));
  VALUE(syscall(SYS_getdents64, folder, room, 1000));
  VALUE(syscall(SYS_getdents64, folder, room, 1000));
  return 0;
}
