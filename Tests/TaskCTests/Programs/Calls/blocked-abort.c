/* A handler gets SIGABRT from abort() though the signal is blocked. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void handler(int signal) { printf("signal %d\n", signal); }

int main(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGABRT);
  signal(SIGABRT, handler);
  sigprocmask(SIG_BLOCK, &set, NULL);
  abort();
}
