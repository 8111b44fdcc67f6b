#include <threadbare.h>
// Children whose end nobody has asked for, and those of which nothing is to be kept.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int notes;
static void note(int number) { notes++; }
int main(void) {
  int status;
  siginfo_t info;
  pid_t child = fork();
  if (child == 0) _exit(1);
  waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
  // A zombie still has its number: it can be sent signals, and asked for its group.
  tell(kill(child, SIGKILL));
  printf("%d\n", getpgid(child) == getpgrp());
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  tell(kill(child, 0));
  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < 3; i++)
    if (fork() == 0) _exit(i);
  // This waits for all of them, and then there is none.
  tell(wait(&status));
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note;
  action.sa_flags = SA_NOCLDWAIT;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCHLD, &action, NULL);
  child = fork();
  if (child == 0) _exit(0);
  while (kill(child, 0) == 0) usleep(1000);
  tell(waitpid(child, &status, 0));
  printf("%d\n", notes);
  signal(SIGCHLD, SIG_DFL);
  child = fork();
  if (child == 0) _exit(5);
  printf("%d ", wait(&status) == child);
  printf("%d\n", WEXITSTATUS(status));
  return 0;
}
