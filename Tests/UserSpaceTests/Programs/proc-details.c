// More of /proc: what a process was started with, its descriptors, its timers, and settings.
#include "check.h"
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

static char text[8192];

static long get(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) return -1;
  ssize_t count = read(fd, text, sizeof text - 1);
  text[count > 0 ? count : 0] = 0;
  close(fd);
  return count;
}

static void show_file(const char *path) {
  if (get(path) < 0) show_code(path, errno);
  else printf("%s: %s%s", path, text, strchr(text, '\n') ? "" : "\n");
}

static void put(const char *path, const char *value) {
  int fd = open(path, O_WRONLY);
  ssize_t count = write(fd, value, strlen(value));
  printf("%s <- %s: %s\n", path, value, count < 0 ? strerrorname_np(errno) : "written");
  close(fd);
}

// Lines of fdinfo, without the numbers of mounts and inodes.
static void show_descriptor(const char *what, int fd) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  printf("%s:\n", what);
  if (get(path) < 0) show_code(path, errno);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    if (strncmp(line, "mnt_id", 6) && strncmp(line, "ino", 3) && strncmp(line, "eventfd-id", 10)) {
      puts(line);
    }
  }
}

static void descriptors(void) {
  int fd = open("/tmp/file", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (write(fd, "hello", 5) != 5) puts("not written");
  show_descriptor("file", fd);
  show_descriptor("directory", open("/tmp", O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  show_descriptor("path", open("/tmp", O_PATH));
  int ends[2];
  pipe2(ends, O_NONBLOCK);
  show_descriptor("pipe", ends[1]);
  show_descriptor("eventfd", eventfd(37, EFD_SEMAPHORE));
  int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
  show_descriptor("timerfd", timer);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  show_descriptor("signalfd", signalfd(-1, &set, 0));
  show_descriptor("epoll", epoll_create1(0));
  pid_t pid = fork();
  if (pid == 0) _exit(0);
  fd = syscall(SYS_pidfd_open, pid, 0);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  get(path);
  int told = 0;
  char *line = strstr(text, "\nPid:");
  CHECK(line && sscanf(line, "\nPid:\t%d", &told) == 1 && told == pid);
  reap("child", pid);
  show_descriptor("reaped", fd);
  show_descriptor("none", 999);
}

static void costs(void) {
  show_file("/proc/self/oom_score_adj");
  put("/proc/self/oom_score_adj", "500");
  show_file("/proc/self/oom_adj");
  put("/proc/self/oom_score_adj", "1001");
  put("/proc/self/oom_score_adj", "x");
  put("/proc/self/oom_score_adj", " 0x64\n");
  show_file("/proc/self/oom_score_adj");
  put("/proc/self/oom_adj", "5");
  pid_t pid = fork();
  if (pid == 0) {
    show_file("/proc/self/oom_score_adj");
    _exit(0);
  }
  reap("child", pid);
  put("/proc/self/timerslack_ns", "70000");
  VALUE(prctl(PR_GET_TIMERSLACK));
  put("/proc/self/timerslack_ns", "0");
  show_file("/proc/self/timerslack_ns");
  put("/proc/self/coredump_filter", "0x7");
  show_file("/proc/self/coredump_filter");
  show_file("/proc/self/personality");
}

static void timer_list(void) {
  timer_t timer;
  struct sigevent event = {
    .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_ptr = (void *)0x1234};
  timer_create(CLOCK_MONOTONIC, &event, &timer);
  event = (struct sigevent){.sigev_notify = SIGEV_NONE};
  timer_create(CLOCK_REALTIME, &event, &timer);
  get("/proc/self/timers");
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    if (!strncmp(line, "notify", 6)) *strrchr(line, '.') = 0;
    puts(line);
  }
}

int main(int count, char **arguments) {
  setenv("LATER", "1", 1);
  long length = get("/proc/self/environ");
  CHECK(length > 0 && !memchr(text, 'X', length) && !strstr(text, "LATER"));
  CHECK(memmem(text, length, "HOME=/root", 10) != NULL);
  length = get("/proc/self/auxv");
  CHECK(length > 0 && length % 16 == 0);
  CHECK(prctl(0x41555856, text, sizeof text, 0, 0) >= length);
  unsigned long *pair = (unsigned long *)text;
  while (pair[0] != AT_PAGESZ && pair[0] != AT_NULL) pair += 2;
  CHECK(pair[1] == getauxval(AT_PAGESZ));
  // What a program writes over its arguments is seen.
  arguments[0][1] = 'X';
  get("/proc/self/cmdline");
  CHECK(text[1] == 'X');
  descriptors();
  costs();
  timer_list();
  show_file("/proc/sys/kernel/sem");
  show_file("/proc/sys/kernel/ngroups_max");
  show_file("/proc/sys/fs/nr_open");
  show_file("/proc/sys/fs/mqueue/msg_max");
  show_file("/proc/sys/vm/overcommit_memory");
  show_file("/proc/sys/vm/none");
  return 0;
}
