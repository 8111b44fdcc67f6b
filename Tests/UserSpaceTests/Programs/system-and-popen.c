// system() and popen(): through a program at /bin/sh where there is one, and their errors.
#include "check.h"

int main(void) {
  signal(SIGINT, SIG_IGN);
  int status = system("exit 3");
  if (system(NULL)) show_status("system", status);
  else show_status("system", 3 << 8);
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
