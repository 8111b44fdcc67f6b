#include <threadbare.h>
// waitid: whom it waits for, for what, and what it tells.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static void show(const char *what, int answer, siginfo_t *info) {
  printf("%s: %d %d %d %d\n", what, answer, info->si_signo == SIGCHLD, info->si_code, info->si_status);
  memset(info, 0, sizeof *info);
}
int main(void) {
  siginfo_t info;
  int gate[2];
  char byte;
  memset(&info, 0, sizeof info);
  tell(waitid(P_ALL, 0, &info, WEXITED));
  pid_t child = fork();
  if (child == 0) _exit(200);
  tell(waitid(P_PID, (id_t)child, &info, 0));
  tell(waitid(P_PID, (id_t)child, &info, WNOHANG));
  tell(waitid(9, (id_t)child, &info, WEXITED));
  tell(waitid(P_PID, 0, &info, WEXITED));
  show("look", waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), &info);
  show("look again", waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), &info);
  show("take", waitid(P_PID, (id_t)child, &info, WEXITED), &info);
  tell(waitid(P_PID, (id_t)child, &info, WEXITED));
  pipe(gate);
  child = fork();
  if (child == 0) {
    setpgid(0, 0);
    read(gate[0], &byte, 1);
    raise(SIGUSR1);
  }
  setpgid(child, child);
  show("nothing yet", waitid(P_PGID, (id_t)child, &info, WEXITED | WNOHANG), &info);
  printf("%d\n", info.si_pid);
  tell(waitid(P_PGID, 1, &info, WEXITED));
  int descriptor = pidfd_open(child, 0);
  write(gate[1], "g", 1);
  show("by descriptor", waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED | WNOWAIT), &info);
  show("by group", waitid(P_PGID, (id_t)child, &info, WEXITED), &info);
  tell(waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED));
  tell(waitid(P_PIDFD, 77, &info, WEXITED));
  child = fork();
  if (child == 0) _exit(1);
  printf("%d ", waitid(P_PID, (id_t)child, NULL, WEXITED));
  tell(wait(NULL));
  return 0;
}
