// socketpair: streams, datagrams and packets, flags of recv, ends that close, waits and polls.
#include "check.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int ends[2];
static char got[64];

static void read_all(int fd, const char *what) {
  ssize_t count = recv(fd, got, sizeof got - 1, MSG_DONTWAIT);
  if (count < 0) printf("%s: %s\n", what, strerrorname_np(errno));
  else {
    got[count] = 0;
    printf("%s: %zd '%s'\n", what, count, got);
  }
}

static short polled(int fd) {
  struct pollfd entry = {fd, POLLIN | POLLOUT | POLLRDHUP, 0};
  poll(&entry, 1, 0);
  return entry.revents;
}

static void *answer_later(void *argument) {
  sleep_milliseconds(10);
  write(ends[1], "late", 4);
  sleep_milliseconds(10);
  write(ends[1], "r", 1);
  return NULL;
}

static volatile int pipes;
static void handler(int signal) { pipes++; }

static void try_kind(int kind, const char *name) {
  puts(name);
  TRY(socketpair(AF_UNIX, kind, 0, ends));
  VALUE(polled(ends[0]));
  VALUE(write(ends[0], "one", 3));
  VALUE(send(ends[0], "two", 3, 0));
  VALUE(polled(ends[1]));
  VALUE(recv(ends[1], got, 2, MSG_PEEK));
  VALUE(recv(ends[1], got, 2, MSG_TRUNC));
  read_all(ends[1], "rest");
  read_all(ends[1], "more");
  read_all(ends[1], "nothing");
  VALUE(send(ends[0], "", 0, 0));
  read_all(ends[1], "empty");
  TRY(shutdown(ends[0], SHUT_WR));
  TRY(send(ends[0], "x", 1, 0));
  VALUE(pipes);
  TRY(send(ends[0], "x", 1, MSG_NOSIGNAL));
  VALUE(pipes);
  VALUE(polled(ends[0]));
  VALUE(polled(ends[1]));
  read_all(ends[1], "after shutdown");
  VALUE(write(ends[1], "back", 4));
  read_all(ends[0], "back");
  VALUE(write(ends[1], "unread", 6));
  close(ends[0]);
  VALUE(polled(ends[1]));
  read_all(ends[1], "closed");
  read_all(ends[1], "closed");
  TRY(write(ends[1], "x", 1));
  close(ends[1]);
}

int main(void) {
  signal(SIGPIPE, handler);
  try_kind(SOCK_STREAM, "stream");
  try_kind(SOCK_SEQPACKET, "packets");
  try_kind(SOCK_DGRAM, "datagrams");
  socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
  VALUE(fcntl(ends[0], F_GETFD));
  VALUE(fcntl(ends[0], F_GETFL) & (O_ACCMODE | O_NONBLOCK));
  TRY(read(ends[0], got, 1));
  static char large[100000];
  long sent = 0, count;
  while ((count = write(ends[0], large, sizeof large)) > 0) sent += count;
  show_code("full", errno);
  CHECK(sent >= 100000);
  VALUE(polled(ends[0]) & POLLOUT);
  long received = 0;
  while ((count = read(ends[1], large, sizeof large)) > 0) received += count;
  CHECK(sent == received);
  VALUE(polled(ends[0]) & POLLOUT);
  fcntl(ends[0], F_SETFL, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, answer_later, NULL);
  VALUE(recv(ends[0], got, 5, MSG_WAITALL));
  pthread_join(thread, NULL);
  write(ends[1], "12345", 5);
  int waiting = 0;
  TRY(ioctl(ends[0], FIONREAD, &waiting));
  VALUE(waiting);
  struct stat facts;
  fstat(ends[0], &facts);
  CHECK(S_ISSOCK(facts.st_mode));
  TRY(lseek(ends[0], 0, SEEK_SET));
  pid_t pid = fork();
  if (pid == 0) {
    fcntl(ends[1], F_SETFL, 0);
    for (int i = 0; i < 3; i++) write(ends[1], large, sizeof large);
    _exit(0);
  }
  close(ends[1]);
  received = 0;
  while ((count = read(ends[0], large, sizeof large)) > 0) received += count;
  VALUE(received);
  reap("writer", pid);
  TRY(recv(0, got, 1, 0));
  TRY(recv(999, got, 1, 0));
  TRY(shutdown(ends[0], 3));
  TRY(shutdown(0, 1));
  TRY(recv(ends[0], (void *)8, 0, 0));
  TRY(socketpair(AF_UNIX, 77, 0, ends));
  TRY(socketpair(AF_UNIX, SOCK_STREAM, 9, ends));
  TRY(socketpair(999, SOCK_STREAM, 0, ends));
  TRY(socketpair(AF_UNIX, SOCK_STREAM | 0x100, 0, ends));
  return 0;
}
