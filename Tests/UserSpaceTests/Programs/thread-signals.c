// Signals and threads: pthread_kill reaches one thread, masks are each thread's own, sigwait takes.
#include "check.h"
#include <semaphore.h>

static pthread_t handled_by;
static volatile sig_atomic_t handled, over;
static sem_t ready;
static int waited, got;
static void handler(int number) {
  (void)number;
  handled_by = pthread_self();
  handled++;
}
static void *waits(void *argument) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  sem_post(&ready);
  waited = sigwait(&set, &got);
  while (!handled || !over) sched_yield();
  return argument;
}

int main(void) {
  pthread_t thread;
  sigset_t set;
  sem_init(&ready, 0, 0);
  signal(SIGUSR1, handler);
  pthread_create(&thread, NULL, waits, NULL);
  sem_wait(&ready);
  pthread_sigmask(SIG_BLOCK, NULL, &set);
  CHECK(sigismember(&set, SIGUSR2));
  CODE(pthread_kill(thread, SIGUSR2));
  CODE(pthread_kill(thread, SIGUSR1));
  CODE(pthread_kill(thread, 0));
  CODE(pthread_kill(thread, 65));
  over = 1;
  CODE(pthread_join(thread, NULL));
  CODE(waited);
  CHECK(got == SIGUSR2);
  CHECK(pthread_equal(handled_by, thread));
  CODE(pthread_kill(pthread_self(), SIGUSR1));
  CHECK(pthread_equal(handled_by, pthread_self()));
  VALUE(handled);
  return 0;
}
