// Limits: open files, file size, stack, memory; soft and hard ones, children and errors.
#include "check.h"
#include <sys/resource.h>

int main(void) {
  struct rlimit limit, old;
  TRY(getrlimit(RLIMIT_NOFILE, &old));
  CHECK(old.rlim_cur >= 16 && old.rlim_cur <= old.rlim_max);
  limit = (struct rlimit){10, old.rlim_max};
  TRY(setrlimit(RLIMIT_NOFILE, &limit));
  int fd, last = -1;
  while ((fd = dup(0)) >= 0) last = fd;
  CHECK(errno == EMFILE);
  VALUE(last);
  TRY(dup2(0, 10));
  TRY(fcntl(0, F_DUPFD, 10));
  for (fd = 3; fd < 10; fd++) close(fd);
  setrlimit(RLIMIT_NOFILE, &old);
  limit = (struct rlimit){20, 10};
  TRY(setrlimit(RLIMIT_NOFILE, &limit));
  TRY(getrlimit(99, &limit));
  TRY(getrlimit(RLIMIT_CPU, (struct rlimit *)8));
  fd = open("/tmp/file", O_CREAT | O_RDWR | O_TRUNC, 0600);
  limit = (struct rlimit){100, RLIM_INFINITY};
  pid_t pid = fork();
  if (pid == 0) {
    static char block[150];
    setrlimit(RLIMIT_FSIZE, &limit);
    VALUE(write(fd, block, 150));
    signal(SIGXFSZ, SIG_IGN);
    TRY(write(fd, block, 1));
    signal(SIGXFSZ, SIG_DFL);
    write(fd, block, 1);
    _exit(0);
  }
  reap("file size", pid);
  pid = fork();
  if (pid == 0) {
    limit = (struct rlimit){64 << 20, 64 << 20};
    TRY(setrlimit(RLIMIT_AS, &limit));
    CHECK(mmap(NULL, 100 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    CHECK(errno == ENOMEM);
    CHECK(malloc(100 << 20) == NULL);
    pid_t child = fork();
    if (child == 0) {
      getrlimit(RLIMIT_AS, &old);
      _exit(old.rlim_cur == 64 << 20);
    }
    reap("inherited", child);
    _exit(0);
  }
  reap("memory", pid);
  TRY(prlimit(getpid(), RLIMIT_CORE, NULL, &old));
  limit = (struct rlimit){0, old.rlim_max};
  TRY(prlimit(0, RLIMIT_CORE, &limit, &old));
  TRY(prlimit(99999, RLIMIT_CORE, NULL, &old));
  return 0;
}
