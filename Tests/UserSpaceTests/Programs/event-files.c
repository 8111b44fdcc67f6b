// eventfd, timerfd and signalfd: counts, times, signals as bytes, polls, waits, errors.
#include "check.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static short polled(int fd) {
  struct pollfd entry = {fd, POLLIN | POLLOUT, 0};
  poll(&entry, 1, 0);
  return entry.revents;
}

static void *add_later(void *argument) {
  sleep_milliseconds(10);
  uint64_t one = 7;
  write(*(int *)argument, &one, 8);
  return NULL;
}

int main(void) {
  uint64_t count = 0;
  char small[7];
  int fd = eventfd(3, EFD_NONBLOCK);
  VALUE(polled(fd));
  VALUE(read(fd, &count, 8));
  VALUE(count);
  TRY(read(fd, &count, 8));
  VALUE(polled(fd));
  TRY(read(fd, small, 7));
  TRY(write(fd, small, 7));
  count = UINT64_MAX - 1;
  VALUE(write(fd, &count, 8));
  VALUE(polled(fd));
  count = 1;
  TRY(write(fd, &count, 8));
  count = UINT64_MAX;
  TRY(write(fd, &count, 8));
  TRY(write(fd, (void *)8, 8));
  TRY(lseek(fd, 0, SEEK_SET));
  VALUE(fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
  char link[64] = "", path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  readlink(path, link, sizeof link - 1);
  puts(link);
  close(fd);
  fd = eventfd(2, EFD_SEMAPHORE | EFD_CLOEXEC);
  VALUE(fcntl(fd, F_GETFD));
  VALUE(read(fd, &count, 16));
  VALUE(count);
  VALUE(read(fd, &count, 8));
  pthread_t thread;
  pthread_create(&thread, NULL, add_later, &fd);
  VALUE(read(fd, &count, 8));
  VALUE(count);
  pthread_join(thread, NULL);
  struct pollfd entry = {fd, POLLIN, 0};
  for (int i = 0; i < 6; i++) read(fd, &count, 8);
  pthread_create(&thread, NULL, add_later, &fd);
  VALUE(poll(&entry, 1, 10000));
  pthread_join(thread, NULL);
  TRY(eventfd(0, 8));

  struct itimerspec time = {{0, 0}, {0, 20000000}}, old;
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  VALUE(polled(timer));
  TRY(timerfd_settime(timer, 0, &time, NULL));
  TRY(timerfd_gettime(timer, &old));
  CHECK(old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 20000000);
  VALUE(read(timer, &count, 8));
  VALUE(count);
  TRY(timerfd_gettime(timer, &old));
  VALUE(old.it_value.tv_nsec);
  time.it_interval.tv_nsec = 5000000;
  TRY(timerfd_settime(timer, 0, &time, &old));
  entry = (struct pollfd){timer, POLLIN, 0};
  VALUE(poll(&entry, 1, 10000));
  VALUE(entry.revents);
  sleep_milliseconds(30);
  VALUE(read(timer, &count, 8));
  CHECK(count >= 6);
  VALUE(read(timer, &count, 8));
  CHECK(count >= 1);
  time.it_interval.tv_nsec = 0;
  time.it_value.tv_nsec = -1;
  TRY(timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, &old));
  time.it_value = after_milliseconds(CLOCK_MONOTONIC, 0);
  TRY(timerfd_settime(timer, TFD_TIMER_ABSTIME, &time, &old));
  VALUE(old.it_interval.tv_nsec);
  VALUE(read(timer, &count, 8));
  VALUE(count);
  fcntl(timer, F_SETFL, O_NONBLOCK);
  TRY(read(timer, &count, 8));
  TRY(read(timer, &count, 7));
  TRY(write(timer, &count, 8));
  int real = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
  time.it_value = after_milliseconds(CLOCK_REALTIME, 10);
  TRY(timerfd_settime(real, TFD_TIMER_ABSTIME, &time, NULL));
  VALUE(read(real, &count, 8));
  memset(&time, 0, sizeof time);
  TRY(timerfd_settime(real, 0, &time, NULL));
  TRY(timerfd_gettime(real, &old));
  time.it_value.tv_nsec = 1000000000;
  TRY(timerfd_settime(real, 0, &time, NULL));
  TRY(timerfd_settime(fd, 0, &old, NULL));
  TRY(timerfd_settime(real, 8, &old, NULL));
  TRY(timerfd_settime(real, 0, (void *)8, NULL));
  TRY(timerfd_settime(-1, 0, &old, NULL));
  TRY(timerfd_gettime(real, (void *)8));
  TRY(timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
  TRY(timerfd_create(CLOCK_MONOTONIC, 1));

  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int signals = signalfd(-1, &set, SFD_NONBLOCK);
  struct signalfd_siginfo infos[3];
  VALUE(polled(signals));
  TRY(read(signals, infos, sizeof infos));
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5});
  sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 6});
  raise(SIGUSR1);
  VALUE(polled(signals));
  VALUE(read(signals, infos, sizeof infos));
  for (int i = 0; i < 3; i++)
    printf("%d %d %d %d\n", infos[i].ssi_signo == SIGUSR1, infos[i].ssi_code, infos[i].ssi_int,
           infos[i].ssi_pid == getpid());
  TRY(read(signals, infos, 127));
  pid_t pid = fork();
  if (pid == 0) {
    sleep_milliseconds(10);
    _exit(9);
  }
  fcntl(signals, F_SETFL, 0);
  VALUE(read(signals, infos, sizeof infos));
  printf("%d %d %d %d\n", infos[0].ssi_signo, infos[0].ssi_code, infos[0].ssi_status,
         infos[0].ssi_pid == pid);
  reap("child", pid);
  sigdelset(&set, SIGUSR1);
  VALUE(signalfd(signals, &set, 0) == signals);
  raise(SIGUSR1);
  VALUE(polled(signals));
  TRY(signalfd(fd, &set, 0));
  TRY(signalfd(999, &set, 0));
  TRY(signalfd(-1, &set, 1));
  TRY(syscall(SYS_signalfd4, -1, &set, 4, 0));
  TRY(syscall(SYS_signalfd4, -1, (void *)8, 8, 0));
  return 0;
}
