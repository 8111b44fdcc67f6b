// Signals: SA_RESTART goes on with a read, without it EINTR; pause and sleep are never restarted.
#include "check.h"

static volatile sig_atomic_t count;
static void handler(int number) {
  (void)number;
  count++;
}

static void run(int flags) {
  int pipes[2];
  char byte = 0;
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigaction(SIGUSR1, &action, NULL);
  pipe(pipes);
  pid_t parent = getpid();
  count = 0;
  pid_t pid = fork();
  if (pid == 0) {
    wait_until_asleep(parent);
    kill(parent, SIGUSR1);
    sleep_milliseconds(20);
    write(pipes[1], "x", 1);
    _exit(0);
  }
  TRY(read(pipes[0], &byte, 1));
  VALUE(count);
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    wait_until_asleep(parent);
    kill(parent, SIGUSR1);
    _exit(0);
  }
  TRY(pause());
  reap("child", pid);
  pid = fork();
  if (pid == 0) {
    wait_until_asleep(parent);
    kill(parent, SIGUSR1);
    _exit(0);
  }
  struct timespec minute = {60, 0}, rest = {0, 0};
  TRY(nanosleep(&minute, &rest));
  CHECK(rest.tv_sec >= 30 && rest.tv_sec <= 60);
  reap("child", pid);
}

int main(void) {
  run(SA_RESTART);
  run(0);
  return 0;
}
