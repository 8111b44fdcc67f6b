// epoll: levels, edges, one shot, order, nesting, masks, and what is refused.
#include "check.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int set;
static struct epoll_event got[8];

static long change(int operation, int fd, uint32_t events, uint64_t data) {
  struct epoll_event event = {events, {.u64 = data}};
  return epoll_ctl(set, operation, fd, &event);
}

static void look(const char *what, int most) {
  int count = epoll_wait(set, got, most, 0);
  printf("%s: %d", what, count);
  for (int i = 0; i < count; i++) printf(" %lu=%x", (unsigned long)got[i].data.u64, got[i].events);
  puts("");
}

static void add(int fd, uint64_t count) { write(fd, &count, 8); }
static void take(int fd) { uint64_t count; read(fd, &count, 8); }
static volatile int handled;
static void handler(int signal) { handled++; }

static void *write_later(void *argument) {
  sleep_milliseconds(10);
  write(*(int *)argument, "x", 1);
  return NULL;
}

int main(void) {
  set = epoll_create1(EPOLL_CLOEXEC);
  int a = eventfd(0, EFD_NONBLOCK), b = eventfd(0, EFD_NONBLOCK), ends[2];
  pipe(ends);
  TRY(change(EPOLL_CTL_ADD, a, EPOLLIN, 1));
  TRY(change(EPOLL_CTL_ADD, b, EPOLLIN | EPOLLET, 2));
  look("none", 8);
  add(b, 1);
  add(a, 1);
  look("both", 8);
  look("level alone", 8);
  add(b, 1);
  look("edge again", 8);
  take(a);
  look("read", 8);
  TRY(change(EPOLL_CTL_MOD, b, EPOLLIN | EPOLLET, 22));
  look("changed", 8);
  TRY(change(EPOLL_CTL_MOD, b, EPOLLIN | EPOLLONESHOT, 23));
  look("one shot", 8);
  add(b, 1);
  look("spent", 8);
  TRY(change(EPOLL_CTL_MOD, b, EPOLLIN | EPOLLOUT, 24));
  look("both ways", 8);
  TRY(change(EPOLL_CTL_DEL, b, 0, 0));
  look("removed", 8);
  TRY(change(EPOLL_CTL_ADD, ends[0], EPOLLIN | EPOLLET, 3));
  write(ends[1], "1", 1);
  look("pipe", 8);
  write(ends[1], "2", 1);
  look("pipe again", 8);
  char bytes[8];
  read(ends[0], bytes, 1);
  look("half read", 8);
  close(ends[1]);
  look("hung up", 8);
  close(ends[0]);
  look("closed", 8);
  // A few at a time, in turn.
  int many[3];
  for (int i = 0; i < 3; i++) {
    many[i] = eventfd(1, 0);
    change(EPOLL_CTL_ADD, many[i], EPOLLIN, 10 + i);
  }
  look("two", 2);
  look("two", 2);
  look("two", 2);
  // A set in a set.
  int outer = epoll_create1(0);
  struct epoll_event event = {EPOLLIN, {.u64 = 99}};
  TRY(epoll_ctl(outer, EPOLL_CTL_ADD, set, &event));
  VALUE(epoll_wait(outer, got, 8, 0));
  struct pollfd entry = {outer, POLLIN, 0};
  VALUE(poll(&entry, 1, 0));
  TRY(epoll_ctl(set, EPOLL_CTL_ADD, outer, &event));
  for (int i = 0; i < 3; i++) close(many[i]);
  VALUE(epoll_wait(outer, got, 8, 0));
  // Waiting.
  pipe(ends);
  change(EPOLL_CTL_ADD, ends[0], EPOLLIN, 4);
  pthread_t thread;
  pthread_create(&thread, NULL, write_later, &ends[1]);
  VALUE(epoll_wait(set, got, 8, -1));
  VALUE(got[0].data.u64);
  pthread_join(thread, NULL);
  read(ends[0], bytes, 1);
  VALUE(epoll_wait(set, got, 8, 20));
  pthread_create(&thread, NULL, write_later, &ends[1]);
  VALUE(epoll_wait(outer, got, 8, 10000));
  pthread_join(thread, NULL);
  read(ends[0], bytes, 1);
  // Signals.
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  sigset_t block, none;
  sigemptyset(&none);
  sigemptyset(&block);
  sigaddset(&block, SIGUSR1);
  sigprocmask(SIG_BLOCK, &block, NULL);
  raise(SIGUSR1);
  VALUE(handled);
  TRY(epoll_pwait(set, got, 8, -1, &none));
  VALUE(handled);
  sigprocmask(SIG_BLOCK, NULL, &none);
  VALUE(sigismember(&none, SIGUSR1));
  sigprocmask(SIG_UNBLOCK, &block, NULL);
  pid_t pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    kill(getppid(), SIGUSR1);
    _exit(0);
  }
  TRY(epoll_wait(set, got, 8, -1));
  reap("child", pid);
  // A process.
  pid = fork();
  if (pid == 0) {
    sleep_milliseconds(10);
    _exit(0);
  }
  int process = syscall(SYS_pidfd_open, pid, 0);
  change(EPOLL_CTL_ADD, process, EPOLLIN, 5);
  VALUE(epoll_wait(set, got, 8, -1));
  VALUE(got[0].data.u64);
  reap("child", pid);
  close(process);

  int file = open("/tmp/plain", O_CREAT | O_RDWR, 0600);
  TRY(change(EPOLL_CTL_ADD, file, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_ADD, a, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_MOD, b, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_DEL, b, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_ADD, set, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_ADD, 999, EPOLLIN, 0));
  TRY(change(9, a, EPOLLIN, 0));
  TRY(change(EPOLL_CTL_MOD, a, EPOLLIN | EPOLLEXCLUSIVE, 0));
  TRY(change(EPOLL_CTL_ADD, b, EPOLLIN | EPOLLEXCLUSIVE, 0));
  TRY(change(EPOLL_CTL_MOD, b, EPOLLIN, 0));
  TRY(epoll_ctl(set, EPOLL_CTL_MOD, a, (void *)8));
  TRY(epoll_ctl(a, EPOLL_CTL_ADD, b, &event));
  TRY(epoll_wait(set, got, 0, 0));
  TRY(epoll_wait(a, got, 1, 0));
  TRY(epoll_wait(999, got, 1, 0));
  add(a, 1);
  TRY(epoll_wait(set, (void *)8, 1, 0));
  TRY(epoll_create1(1));
  TRY(epoll_create(0));
  TRY(read(set, got, 8));
  return 0;
}
