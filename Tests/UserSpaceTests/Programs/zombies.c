// Zombies: a process that has ended keeps its id until it is waited for.
#include "check.h"

static char state_of(pid_t pid) {
  char path[64], text[256];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return '-';
  ssize_t count = read(fd, text, sizeof text - 1);
  close(fd);
  text[count > 0 ? count : 0] = 0;
  char *end = strrchr(text, ')');
  return end ? end[2] : '?';
}

int main(void) {
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) _exit(9);
  TRY(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
  printf("state: %c\n", state_of(pid));
  TRY(kill(pid, 0));
  TRY(kill(pid, SIGKILL));
  TRY(setpgid(pid, 0));
  reap("child", pid);
  printf("state: %c\n", state_of(pid));
  TRY(kill(pid, 0));
  printf("own state: %c\n", state_of(getpid()));
  return 0;
}
