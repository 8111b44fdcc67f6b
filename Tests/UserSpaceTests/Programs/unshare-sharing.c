// unshare: what tasks share is theirs alone afterwards, and what it refuses.
#include "check.h"

static char stack[65536] __attribute__((aligned(16)));
static int fd;
static int child(void *argument) {
  TRY(unshare((int)(long)argument));
  close(fd);
  chdir("/");
  return 0;
}
static void *thread_unshares(void *argument) {
  chdir("/");
  show_result("in a thread, CLONE_FS", unshare(CLONE_FS));
  chdir("/tmp");
  show_result("in a thread, CLONE_VM", unshare(CLONE_VM));
  show_result("in a thread, CLONE_THREAD", unshare(CLONE_THREAD));
  return argument;
}

int main(void) {
  char path[64];
  for (int i = 0; i < 2; i++) {
    fd = open("/dev/null", O_RDONLY);
    chdir("/tmp");
    long what = i ? CLONE_FS : CLONE_FILES;
    pid_t pid = clone(child, stack + sizeof stack, CLONE_FILES | CLONE_FS | SIGCHLD, (void *)what);
    reap("child", pid);
    TRY(fcntl(fd, F_GETFD));
    puts(getcwd(path, sizeof path));
    close(fd);
  }
  TRY(unshare(0));
  TRY(unshare(CLONE_THREAD));
  TRY(unshare(CLONE_PARENT));
  pthread_t thread;
  pthread_create(&thread, NULL, thread_unshares, NULL);
  pthread_join(thread, NULL);
  puts(getcwd(path, sizeof path));
  return 0;
}
