#include <threadbare.h>
// Groups and sessions: who may be moved where.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(int count, char **words) {
  int gate[2], status;
  char byte;
  if (count == 2) {
    write(words[1][0] - 'a', "r", 1);
    while (1) pause();
  }
  pid_t own = getpid(), child;
  printf("%d %d\n", getpgrp() == getpgid(0), getsid(0) == getsid(own));
  tell(setpgid(99999, 0));
  tell(setpgid(0, -1));
  tell(getpgid(99999));
  tell(getsid(99999));
  child = fork();
  if (child == 0) while (1) pause();
  printf("%d\n", getpgid(child) == getpgrp());
  tell(setpgid(child, child));
  printf("%d\n", getpgid(child) == child);
  tell(setpgid(child, getpgrp()));
  tell(setpgid(child, 99999));
  kill(child, SIGKILL);
  wait(NULL);
  pipe(gate);
  child = fork();
  if (child == 0) {
    char name[2] = {(char)('a' + gate[1]), 0};
    char *next[3] = {words[0], name, NULL};
    execve("/proc/self/exe", next, NULL);
  }
  read(gate[0], &byte, 1);
  // It has executed a program: it is its own master now.
  tell(setpgid(child, child));
  kill(child, SIGKILL);
  wait(NULL);
  child = fork();
  if (child == 0) {
    pid_t session = setsid();
    int is_own = session == getpid() && getpgrp() == session && getsid(0) == session;
    int again = setsid() < 0 && errno == EPERM;
    int moved = setpgid(0, 0) < 0 && errno == EPERM;
    _exit(is_own * 4 + again * 2 + moved);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  child = fork();
  if (child == 0) {
    setpgid(0, 0);
    _exit(setsid() < 0 && errno == EPERM);
  }
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  return 0;
}
