// semtimedop: times that are over, wakes before that, signals, and what is no time.
#include "check.h"
#include <sys/ipc.h>
#include <sys/sem.h>

static int set;

static long operate(int number, int amount, int flags, const struct timespec *time) {
  struct sembuf operation = {number, amount, flags};
  return semtimedop(set, &operation, 1, time);
}

static long elapsed(const struct timespec *from) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (now.tv_sec - from->tv_sec) * 1000 + (now.tv_nsec - from->tv_nsec) / 1000000;
}

static void handler(int signal) {}

int main(void) {
  struct timespec zero = {0, 0}, some = {0, 50000000}, bad = {0, 1000000000}, late = {30, 0}, start;
  set = semget(IPC_PRIVATE, 2, 0600);
  TRY(operate(0, 1, 0, &some));
  TRY(operate(0, -1, 0, NULL));
  TRY(operate(0, -1, 0, &zero));
  TRY(operate(0, -1, IPC_NOWAIT, &late));
  clock_gettime(CLOCK_MONOTONIC, &start);
  TRY(operate(0, -1, 0, &some));
  CHECK(elapsed(&start) >= 49);
  TRY(operate(0, -1, 0, &bad));
  bad.tv_nsec = 0;
  bad.tv_sec = -1;
  TRY(operate(0, -1, 0, &bad));
  TRY(operate(0, -1, 0, (struct timespec *)8));
  TRY(operate(5, -1, 0, &some));
  TRY(semtimedop(set, NULL, 0, &some));
  TRY(semtimedop(set, (struct sembuf *)8, 1, &some));
  TRY(semtimedop(-1, &(struct sembuf){0, 1, 0}, 1, &some));
  VALUE(semctl(set, 0, GETNCNT));
  pid_t pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    operate(0, 1, 0, NULL);
    _exit(0);
  }
  TRY(operate(0, -1, 0, &late));
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    kill(getppid(), SIGUSR1);
    _exit(0);
  }
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigaction(SIGUSR1, &action, NULL);
  TRY(operate(0, -1, 0, &late));
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    sleep_milliseconds(20);
    semctl(set, 0, IPC_RMID);
    _exit(0);
  }
  TRY(operate(0, -1, 0, &late));
  reap("child", pid);
  TRY(operate(0, -1, 0, &late));
  return 0;
}
