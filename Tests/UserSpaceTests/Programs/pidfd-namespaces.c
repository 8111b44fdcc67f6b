// Namespaces by the descriptor of a process, and what it tells of the process.
#include "check.h"
#include <sys/ioctl.h>

#define GET(number) (0xff00 | (number))

static const char *names[] = {"",     "cgroup", "ipc",  "mnt", "net",
                              "pid", "pid_for_children", "time", "time_for_children", "user", "uts"};

static void look(const char *when, int pidfd, pid_t pid) {
  for (int number = 1; number <= 10; number++) {
    int fd = ioctl(pidfd, GET(number), 0);
    if (fd < 0) {
      printf("%s %s: %s\n", when, names[number], strerrorname_np(errno));
      continue;
    }
    char path[64], mine[64] = "", theirs[64] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    readlink(path, mine, sizeof mine - 1);
    snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, names[number]);
    readlink(path, theirs, sizeof theirs - 1);
    printf("%s %s: %s, close-on-exec %d\n", when, names[number],
           strcmp(mine, theirs) == 0 ? "the same" : mine, fcntl(fd, F_GETFD));
    close(fd);
  }
}

int main(void) {
  int ends[2];
  pipe(ends);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    char byte;
    unshare(CLONE_NEWUTS | CLONE_NEWIPC);
    close(ends[1]);
    read(ends[0], &byte, 1);
    _exit(0);
  }
  usleep(20000);
  int pidfd = syscall(SYS_pidfd_open, pid, 0);
  look("child", pidfd, pid);
  TRY(ioctl(pidfd, GET(4), 1));
  TRY(ioctl(pidfd, GET(12), 0));
  TRY(ioctl(pidfd, GET(0), 0));
  TRY(ioctl(0, GET(4), 0));
  int uts = ioctl(pidfd, GET(10), 0);
  TRY(setns(uts, CLONE_NEWUTS));
  write(ends[1], "x", 1);
  siginfo_t info;
  waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
  look("zombie", pidfd, pid);
  waitpid(pid, NULL, 0);
  TRY(ioctl(pidfd, GET(4), 0));
  TRY(ioctl(pidfd, GET(5), 0));
  // Before its children's namespace has an init.
  int own = syscall(SYS_pidfd_open, getpid(), 0);
  TRY(unshare(CLONE_NEWPID));
  TRY(ioctl(own, GET(6), 0));
  TRY(ioctl(own, GET(5), 0));
  return 0;
}
