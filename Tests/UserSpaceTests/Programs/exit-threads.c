// Ends of processes of threads: main leaves first, exit in a thread, a thread's fault ends all.
#include "check.h"

static void *late(void *argument) {
  sleep_milliseconds(10);
  puts("late");
  return argument;
}
static void *exits(void *argument) { exit((int)(long)argument); }
static void *faults(void *argument) {
  *(volatile int *)argument = 1;
  return NULL;
}
static void *idle(void *argument) {
  for (;;) pause();
  return argument;
}
static void run(const char *name, void *(*work)(void *), void *argument, int leave) {
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t thread, other;
    if (!leave) pthread_create(&other, NULL, idle, NULL);
    pthread_create(&thread, NULL, work, argument);
    if (leave) pthread_exit(NULL);
    pause();
  }
  reap(name, pid);
}

int main(void) {
  run("main leaves first", late, NULL, 1);
  run("exit in a thread", exits, (void *)9, 0);
  run("exit after main left", exits, (void *)10, 1);
  run("fault", faults, (void *)16, 0);
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, idle, NULL);
    syscall(SYS_exit_group, 300);
  }
  reap("exit_group", pid);
  return 0;
}
