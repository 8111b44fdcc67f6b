// system() and popen(): what they do to signals, and their errors.
#include "check.h"

int main(void) {
  signal(SIGINT, SIG_IGN);
  int status = system("exit 3");
  show_status("system", status);
  FILE *none = popen("true", "x");
  CHECK(none == NULL && errno == EINVAL);
  struct sigaction action;
  sigaction(SIGINT, NULL, &action);
  CHECK(action.sa_handler == SIG_IGN);
  sigset_t set;
  sigprocmask(SIG_SETMASK, NULL, &set);
  CHECK(sigismember(&set, SIGCHLD));
  TRY(wait(NULL));
  return 0;
}
