// Signals and threads: one to the process goes to the thread that does not block it.
#include "check.h"

static pthread_t handled_by;
static volatile sig_atomic_t handled;
static void handler(int number) {
  (void)number;
  handled_by = pthread_self();
  handled++;
}
static void *open_thread(void *argument) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  while (!handled) sched_yield();
  return argument;
}

int main(void) {
  pthread_t thread;
  sigset_t set, pending;
  signal(SIGUSR1, handler);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  CODE(pthread_sigmask(SIG_BLOCK, &set, NULL));
  TRY(kill(getpid(), SIGUSR1));
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  VALUE(handled);
  pthread_create(&thread, NULL, open_thread, NULL);
  pthread_join(thread, NULL);
  VALUE(handled);
  CHECK(pthread_equal(handled_by, thread));
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  pthread_kill(pthread_self(), SIGUSR1);
  sigpending(&pending);
  CHECK(sigismember(&pending, SIGUSR1));
  VALUE(handled);
  CODE(pthread_sigmask(SIG_UNBLOCK, &set, NULL));
  VALUE(handled);
  return 0;
}
