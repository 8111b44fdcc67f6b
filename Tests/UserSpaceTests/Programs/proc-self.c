// /proc/self: status, stat, maps, fd, task, cmdline, comm say what is so.
#include "check.h"
#include <dirent.h>
#include <sys/prctl.h>

static char text[65536];
static const char *contents(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) return "";
  ssize_t all = 0, count;
  while ((count = read(fd, text + all, sizeof text - 1 - all)) > 0) all += count;
  close(fd);
  text[all] = 0;
  return text;
}
static long field(const char *name) {
  const char *line = strstr(contents("/proc/self/status"), name);
  return line ? strtol(line + strlen(name), NULL, 0) : -1;
}

int main(int count, char **arguments) {
  int pid, parent, group, session;
  char state;
  prctl(PR_SET_NAME, "a (name)");
  CHECK(strcmp(contents("/proc/self/comm"), "a (name)\n") == 0);
  CHECK(field("\nPid:\t") == getpid() && field("\nPPid:\t") == getppid());
  VALUE(field("\nThreads:\t"));
  VALUE(field("\nUid:\t"));
  CHECK(field("\nTgid:\t") == getpid());
  const char *stat = contents("/proc/self/stat");
  CHECK(strstr(stat, "(a (name)) ") != NULL);
  CHECK(sscanf(stat, "%d (a (name)) %c %d %d %d", &pid, &state, &parent, &group, &session) == 5);
  CHECK(pid == getpid() && state == 'R' && parent == getppid() && group == getpgrp());
  const char *maps = contents("/proc/self/maps");
  CHECK(strstr(maps, "[stack]") != NULL);
  CHECK(strstr(maps, " r-xp ") != NULL);
  CHECK(count == 1 && strcmp(contents("/proc/self/cmdline"), arguments[0]) == 0);
  char path[64], target[64] = "";
  int fd = open("/dev/null", O_RDONLY);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  readlink(path, target, sizeof target - 1);
  puts(target);
  int pipes[2];
  pipe(pipes);
  snprintf(path, sizeof path, "/proc/self/fd/%d", pipes[0]);
  memset(target, 0, sizeof target);
  readlink(path, target, sizeof target - 1);
  CHECK(strncmp(target, "pipe:[", 6) == 0);
  snprintf(path, sizeof path, "/proc/%d/task/%d/comm", getpid(), gettid());
  CHECK(strcmp(contents(path), "a (name)\n") == 0);
  memset(target, 0, sizeof target);
  readlink("/proc/self", target, sizeof target - 1);
  CHECK(atoi(target) == getpid());
  readlink("/proc/self/cwd", target, sizeof target - 1);
  CHECK(target[0] == '/');
  TRY(access("/proc/99999", F_OK));
  TRY(open("/proc/self/none", O_RDONLY));
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  const char *blocked = strstr(contents("/proc/self/status"), "\nSigBlk:\t");
  printf("%.16s\n", blocked ? blocked + 9 : "none");
  return 0;
}
