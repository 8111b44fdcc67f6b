#include <threadbare.h>
// SA_RESETHAND: the handler runs once, and then the default is back.
static volatile int runs, was_default;
static void once(int number) {
  struct sigaction now;
  sigaction(number, NULL, &now);
  was_default = now.sa_handler == SIG_DFL;
  runs++;
}
int main(void) {
  struct sigaction action, old;
  memset(&action, 0, sizeof action);
  action.sa_handler = once;
  action.sa_flags = SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGTERM, NULL, &old);
  printf("%d %d\n", old.sa_handler == once, (old.sa_flags & (int)SA_RESETHAND) != 0);
  raise(SIGTERM);
  printf("%d %d\n", runs, was_default);
  pid_t child = fork();
  if (child == 0) {
    raise(SIGTERM);
    _exit(1);
  }
  int status;
  waitpid(child, &status, 0);
  printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status));
  sigaction(SIGCHLD, &action, NULL);
  child = fork();
  if (child == 0) _exit(0);
  waitpid(child, NULL, 0);
  printf("%d\n", runs);
  raise(SIGTERM);
  return 0;
}
