#include <threadbare.h>
// Stopping and going on, as the parent sees it with each option.
static volatile int chld;
static void count(int number) { chld++; }
int main(void) {
  int status = 0;
  siginfo_t info;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = count;
  action.sa_flags = SA_NOCLDSTOP | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGCHLD, &action, NULL);
  pid_t child = fork();
  if (child == 0) {
    // Nobody is left who could make this group go on: SIGTSTP does nothing.
    raise(SIGTSTP);
    _exit(7);
  }
  waitpid(child, &status, WUNTRACED);
  printf("%d\n", WEXITSTATUS(status));
  child = fork();
  if (child == 0) while (1) pause();
  setpgid(child, child);
  printf("%d\n", waitpid(child, &status, WNOHANG | WUNTRACED | WCONTINUED));
  kill(child, SIGTSTP);
  memset(&info, 0, sizeof info);
  printf("%d", waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOWAIT));
  printf(" %d %d %d\n", info.si_code == CLD_STOPPED, info.si_status == SIGTSTP, info.si_pid == child);
  printf("%d ", waitpid(child, &status, WUNTRACED) == child);
  printf("%d\n", WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP);
  printf("%d\n", waitpid(child, &status, WNOHANG | WUNTRACED));
  kill(child, SIGTERM);
  printf("%d\n", waitpid(child, &status, WNOHANG | WUNTRACED));
  kill(child, SIGSTOP);
  kill(child, SIGCONT);
  printf("%d ", waitpid(child, &status, WCONTINUED | WUNTRACED) == child);
  if (WIFCONTINUED(status)) waitpid(child, &status, 0);
  printf("%d %d %d\n", WIFSIGNALED(status), WTERMSIG(status) == SIGTERM, WIFSTOPPED(status));
  printf("%d\n", chld);
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(6);
  }
  waitpid(child, &status, WUNTRACED);
  kill(child, SIGCONT);
  waitpid(child, &status, WCONTINUED);
  // It may have ended before it was asked for.
  if (WIFCONTINUED(status)) waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  child = fork();
  if (child == 0) while (1) pause();
  kill(child, SIGSTOP);
  waitpid(child, &status, WUNTRACED);
  kill(child, SIGKILL);
  printf("%d\n", waitpid(child, &status, 0) == child && WTERMSIG(status) == SIGKILL);
  return 0;
}
