// clone(3) of the library with one flag each: memory, files, directory, handlers, parent.
#include "check.h"

static char stack[65536] __attribute__((aligned(16)));
static int memory, fd;
static void handler(int number) { (void)number; }
static int child(void *argument) {
  (void)argument;
  memory = 1;
  close(fd);
  chdir("/");
  umask(0);
  signal(SIGUSR1, handler);
  return getppid() == *(pid_t *)argument ? 1 : 2;
}

static void run(const char *name, int flags) {
  char path[64];
  pid_t me = getpid();
  memory = 0;
  umask(022);
  chdir("/tmp");
  fd = open("/dev/null", O_RDONLY);
  signal(SIGUSR1, SIG_DFL);
  pid_t pid = clone(child, stack + sizeof stack, flags | SIGCHLD, &me);
  reap(name, pid);
  struct sigaction action;
  sigaction(SIGUSR1, NULL, &action);
  printf("  memory %d, file %s, directory %s, umask %o, handler %s\n", memory,
      fcntl(fd, F_GETFD) < 0 ? "closed" : "open", getcwd(path, sizeof path), umask(022),
      action.sa_handler == handler ? "set" : "default");
  close(fd);
}

int main(void) {
  run("none", 0);
  run("CLONE_VM", CLONE_VM);
  run("CLONE_FILES", CLONE_FILES);
  run("CLONE_FS", CLONE_FS);
  run("CLONE_VM | CLONE_SIGHAND", CLONE_VM | CLONE_SIGHAND);
  run("CLONE_IO", CLONE_IO);
  run("CLONE_VFORK", CLONE_VFORK);
  run("all", CLONE_VM | CLONE_FILES | CLONE_FS | CLONE_SIGHAND | CLONE_VFORK);
  TRY(clone(child, NULL, SIGCHLD, NULL));
  TRY(clone(NULL, stack, SIGCHLD, NULL));
  TRY(clone(child, stack + sizeof stack, CLONE_SIGHAND | SIGCHLD, NULL));
  return 0;
}
