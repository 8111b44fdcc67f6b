// execve from a thread: the others end, the process keeps its id, its caller becomes the first.
#include "check.h"

static void *idle(void *argument) {
  for (;;) pause();
  return argument;
}
static void *executes(void *argument) {
  execl("/proc/self/exe", "exec-from-thread", argument, (char *)NULL);
  return NULL;
}

int main(int count, char **arguments) {
  if (count > 1) {
    CHECK(atoi(arguments[1]) == getpid());
    CHECK(gettid() == getpid());
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d", getpid(), getpid() + 1);
    TRY(access(path, F_OK));
    return 6;
  }
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t threads[3];
    char text[16];
    snprintf(text, sizeof text, "%d", getpid());
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, idle, NULL);
    pthread_create(&threads[2], NULL, executes, text);
    pthread_join(threads[2], NULL);
    _exit(1);
  }
  reap("child", pid);
  return 0;
}
