// A notice of a message queue outlives execve, but the new program is told nothing.
#include "check.h"
#include <mqueue.h>

static const char *name = "/threadbare-notice-exec";

// What is executed by a process that was to be told.
static int execed(int queue, int ready, int go) {
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  char byte;
  TRY(mq_notify(queue, &event));
  write(ready, "x", 1);
  read(go, &byte, 1);
  TRY(mq_notify(queue, &event));
  TRY(mq_notify(queue, NULL));
  return 5;
}

int main(int count, char **words) {
  if (count == 4) return execed(atoi(words[1]), atoi(words[2]), atoi(words[3]));
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
  mq_unlink(name);
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT, 0600, &attributes);
  int ready[2], go[2];
  pipe(ready);
  pipe(go);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    char numbers[3][12];
    int descriptors[3] = {queue, ready[1], go[0]};
    for (int i = 0; i < 3; i++) sprintf(numbers[i], "%d", descriptors[i]);
    fcntl(queue, F_SETFD, 0);
    TRY(mq_notify(queue, &event));
    execl("/proc/self/exe", words[0], numbers[0], numbers[1], numbers[2], NULL);
    _exit(9);
  }
  char byte;
  read(ready[0], &byte, 1);
  TRY(mq_send(queue, "c", 2, 1));
  write(go[1], "x", 1);
  reap("child", pid);
  mq_unlink(name);
  return 0;
}
