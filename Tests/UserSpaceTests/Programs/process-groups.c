// Process groups and sessions: setpgid, setsid, their errors, and signals to a group.
#include "check.h"

static void in_child(void) {
  TRY(setpgid(0, 0));
  CHECK(getpgrp() == getpid());
  TRY(setsid());
  pid_t member = fork();
  if (member == 0) {
    CHECK(getpgrp() == getppid());
    TRY(setsid());
    CHECK(getsid(0) == getpid() && getpgrp() == getpid());
    TRY(setpgid(0, 0));
    _exit(0);
  }
  reap("member", member);
  TRY(setpgid(getppid(), 0));
  TRY(setpgid(0, -1));
  TRY(setpgid(0, 99999));
  TRY(getpgid(99999));
  TRY(getsid(99999));
  _exit(0);
}

int main(void) {
  pid_t pid = fork();
  if (pid == 0) in_child();
  reap("child", pid);
  int gate[2];
  char byte;
  pipe(gate);
  pid_t leader = fork();
  if (leader == 0) {
    setpgid(0, 0);
    if (fork() == 0) pause();
    write(gate[1], "x", 1);
    wait(NULL);
    _exit(1);
  }
  read(gate[0], &byte, 1);
  TRY(setpgid(leader, leader));
  TRY(killpg(leader, SIGTERM));
  reap("leader", leader);
  close(gate[1]);
  VALUE(read(gate[0], &byte, 1));
  return 0;
}
