// Which namespaces /proc shows of zombies, and of who has unshared the process ids of its children.
#include "check.h"

static void look(const char *when, pid_t pid) {
  const char *names[] = {"net",  "uts", "ipc",    "pid",  "pid_for_children",
                         "user", "mnt", "cgroup", "time", "time_for_children"};
  for (int i = 0; i < 10; i++) {
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, names[i]);
    int fd = open(path, O_RDONLY);
    int code = fd < 0 ? errno : 0;
    ssize_t count = readlink(path, text, sizeof text);
    printf("%s %s: %s %s\n", when, names[i], code ? strerrorname_np(code) : "opens",
           count < 0 ? strerrorname_np(errno) : "has a text");
    if (fd >= 0) close(fd);
  }
}

int main(void) {
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  siginfo_t info;
  TRY(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
  look("zombie", pid);
  reap("child", pid);
  TRY(unshare(CLONE_NEWPID));
  look("before the first child", getpid());
  pid = fork();
  if (pid == 0) _exit(0);
  reap("child", pid);
  look("after the first child", getpid());
  return 0;
}
