// waitid: what siginfo says of exits, kills, stops and going on; WNOWAIT and WNOHANG.
#include "check.h"

static void facts(const char *what, siginfo_t *info, pid_t pid) {
  printf("%s: signo %s code %d status %d pid %s uid %d\n", what,
      info->si_signo == SIGCHLD ? "CHLD" : "other", info->si_code, info->si_status,
      info->si_pid == pid ? "right" : "wrong", (int)info->si_uid);
}

int main(void) {
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) {
    raise(SIGSTOP);
    pause();
  }
  TRY(waitid(P_PID, pid, &info, WSTOPPED | WNOWAIT));
  facts("stop", &info, pid);
  TRY(waitid(P_PID, pid, &info, WSTOPPED));
  facts("stop", &info, pid);
  memset(&info, 1, sizeof info);
  TRY(waitid(P_PID, pid, &info, WSTOPPED | WEXITED | WNOHANG));
  VALUE(info.si_pid);
  kill(pid, SIGCONT);
  TRY(waitid(P_PID, pid, &info, WCONTINUED));
  facts("continue", &info, pid);
  kill(pid, SIGTERM);
  TRY(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT));
  facts("kill", &info, pid);
  TRY(waitid(P_PID, pid, NULL, WEXITED));
  TRY(waitid(P_PID, pid, &info, WEXITED));
  pid = fork();
  if (pid == 0) _exit(0x1234);
  TRY(waitid(P_PGID, getpgrp(), &info, WEXITED));
  facts("exit", &info, pid);
  TRY(waitid(P_ALL, 0, &info, 0));
  TRY(waitid((idtype_t)77, 0, &info, WEXITED));
  TRY(waitid(P_PID, 0, &info, WEXITED));
  return 0;
}
