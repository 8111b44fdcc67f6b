// /proc: links and sizes of its directories, ends that files have, and what is left of one that was killed.
#include "check.h"

static char text[8192];

static void *wait_long(void *unused) {
  pause();
  return NULL;
}

static void show_end(const char *path) {
  int fd = open(path, O_RDONLY);
  long end = lseek(fd, 0, SEEK_END);
  show(path, end == -1 ? strerrorname_np(errno) : "a place");
  close(fd);
}

int main(void) {
  struct stat facts;
  char path[64];
  TRY(access("/proc/self/children", F_OK));
  TRY(access("/proc/thread-self/children", F_OK));
  stat("/proc/self/task", &facts);
  VALUE(facts.st_nlink);
  pthread_t thread;
  pthread_create(&thread, NULL, wait_long, NULL);
  stat("/proc/self/task", &facts);
  VALUE(facts.st_nlink);
  stat("/proc/self/fd", &facts);
  long old = facts.st_size;
  int copy = dup(1);
  stat("/proc/self/fd", &facts);
  VALUE(facts.st_size - old);
  show_end("/proc/self/stat");
  show_end("/proc/self/status");
  show_end("/proc/self/maps");
  show_end("/proc/uptime");
  show_end("/proc/self/cmdline");
  show_end("/proc/self/oom_score_adj");
  show_end("/proc/sys/kernel/pid_max");
  show_end("/proc/self/task");
  TRY(truncate("/proc/self/comm", 0));
  pid_t child = fork();
  if (child == 0) for (;;) pause();
  kill(child, SIGKILL);
  siginfo_t info;
  waitid(P_PID, child, &info, WEXITED | WNOWAIT);
  snprintf(path, sizeof path, "/proc/%d/status", child);
  int fd = open(path, O_RDONLY);
  text[read(fd, text, sizeof text - 1)] = 0;
  printf("%.24s\n", strstr(text, "SigPnd"));
  snprintf(path, sizeof path, "/proc/%d/environ", child);
  CHECK(open(path, O_RDONLY) == -1 && errno == ESRCH);
  snprintf(path, sizeof path, "/proc/%d/auxv", child);
  CHECK(open(path, O_RDONLY) == -1 && errno == ESRCH);
  snprintf(path, sizeof path, "/proc/%d/maps", child);
  CHECK(open(path, O_RDONLY) >= 0);
  reap("child", child);
  return 0;
}
