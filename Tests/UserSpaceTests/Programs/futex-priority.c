// Locks that pass on priority, call by call: owners, errors, handing over, dead owners, times, signals.
#include "check.h"
#include <linux/futex.h>

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

static int lock, word, plain, got[4];
static pid_t tids[4];
static struct timespec past = {1, 0};

static long futex(int *place, int operation, int value, void *time, int *other, int third) {
  return syscall(SYS_futex, place, operation, value, time, other, third);
}
static long take(struct timespec *time) { return futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, time, NULL, 0); }
static long try(void) { return futex(&lock, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0); }
static long give(void) { return futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0); }
static void show_lock(const char *when) {
  int value = __atomic_load_n(&lock, __ATOMIC_SEQ_CST), owner = value & FUTEX_TID_MASK;
  printf("%s: owner %s%s%s\n", when,
      owner == 0 ? "none" : owner == gettid() ? "me" : "other",
      value & FUTEX_WAITERS ? ", waiters" : "", value & FUTEX_OWNER_DIED ? ", died" : "");
}
static void *takes(void *argument) {
  long id = (long)argument;
  __atomic_store_n(&tids[id], gettid(), __ATOMIC_SEQ_CST);
  long result = take(NULL);
  got[id] = result == 0 ? 1 : -errno;
  // One that is not to give it up ends with it.
  if (id != 3) give();
  return NULL;
}
static void *waits(void *argument) {
  long id = (long)argument;
  __atomic_store_n(&tids[id], gettid(), __ATOMIC_SEQ_CST);
  futex(&plain, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
  return NULL;
}
static void *waits_to_move(void *argument) {
  long id = (long)argument;
  __atomic_store_n(&tids[id], gettid(), __ATOMIC_SEQ_CST);
  long result = futex(&word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &lock, 0);
  got[id] = result == 0 ? 1 : -errno;
  if (result == 0) give();
  return NULL;
}
static pthread_t start(void *(*what)(void *), long id) {
  pthread_t thread;
  tids[id] = got[id] = 0;
  pthread_create(&thread, NULL, what, (void *)id);
  while (!__atomic_load_n(&tids[id], __ATOMIC_SEQ_CST)) sched_yield();
  sleep_milliseconds(2);
  wait_until_asleep(tids[id]);
  return thread;
}
static void nothing(int signal) { (void)signal; }

int main(void) {
  struct timespec soon;
  TRY(take(NULL));
  show_lock("taken");
  TRY(take(NULL));
  TRY(try());
  TRY(give());
  show_lock("given up");
  TRY(give());
  TRY(try());
  show_lock("tried");
  TRY(give());
  TRY(futex((int *)((char *)&lock + 2), FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
  TRY(futex((int *)16, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
  TRY(futex((int *)16, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
  TRY(futex(&lock, FUTEX_LOCK_PI_PRIVATE | FUTEX_CLOCK_REALTIME, 0, NULL, NULL, 0));

  // An owner that is not there, and one that has died.
  lock = FUTEX_TID_MASK;
  TRY(take(NULL));
  show_lock("nobody's");
  lock = FUTEX_OWNER_DIED;
  TRY(take(NULL));
  show_lock("a dead one's");
  TRY(give());
  show_lock("given up");

  // Times, with an owner that is another process.
  pid_t sleeper = fork();
  if (sleeper == 0) for (;;) pause();
  lock = sleeper;
  TRY(take(&past));
  show_lock("after a time");
  soon = after_milliseconds(CLOCK_REALTIME, 3);
  TRY(take(&soon));
  soon = after_milliseconds(CLOCK_MONOTONIC, 3);
  TRY(futex(&lock, FUTEX_LOCK_PI2 | FUTEX_PRIVATE_FLAG, 0, &soon, NULL, 0));
  soon.tv_nsec = -1;
  TRY(take(&soon));
  TRY(try());
  TRY(give());
  kill(sleeper, SIGKILL);
  reap("sleeper", sleeper);
  TRY(take(NULL));

  // Handing over: the one that came first, then the next.
  lock = 0;
  take(NULL);
  pthread_t first = start(takes, 0), second = start(takes, 1);
  show_lock("two wait");
  TRY(futex(&lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  TRY(futex(&lock, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)1, &word, lock));
  TRY(give());
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  VALUE(got[0]);
  VALUE(got[1]);
  show_lock("both had it");

  // A signal with a handler does not end the wait.
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGUSR1, &action, NULL);
  take(NULL);
  first = start(takes, 0);
  pthread_kill(first, SIGUSR1);
  sleep_milliseconds(5);
  VALUE(got[0]);
  give();
  pthread_join(first, NULL);
  VALUE(got[0]);

  // The owner ends.
  first = start(takes, 3);
  pthread_join(first, NULL);
  show_lock("left by one that has ended");
  TRY(try());
  lock = 0;
  take(NULL);
  first = start(takes, 3);
  second = start(takes, 1);
  give();
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  VALUE(got[1]);
  show_lock("the owner died before");

  // One that sleeps there as on any futex.
  lock = 0;
  plain = 0;
  first = start(waits, 0);
  plain = sleeper = getpid();
  TRY(futex(&plain, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
  plain = 0;
  TRY(futex(&plain, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
  VALUE(futex(&plain, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  pthread_join(first, NULL);

  // Moving to a lock.
  TRY(futex(&word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 1, NULL, &lock, 0));
  TRY(futex(&word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &word, 0));
  soon = after_milliseconds(CLOCK_MONOTONIC, 3);
  TRY(futex(&word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, &soon, &lock, 0));
  TRY(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 2, (void *)1, &lock, 0));
  TRY(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 1));
  VALUE(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
  pthread_t third;
  first = start(waits_to_move, 0), second = start(waits_to_move, 1), third = start(waits_to_move, 2);
  TRY(futex(&word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0));
  TRY(futex(&word, FUTEX_CMP_REQUEUE_PRIVATE, 1, (void *)1, &plain, 0));
  TRY(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &plain, 0));
  VALUE(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)5, &lock, 0));
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  pthread_join(third, NULL);
  printf("%d %d %d\n", got[0], got[1], got[2]);
  show_lock("all had it");
  lock = 0;
  take(NULL);
  first = start(waits_to_move, 0), second = start(waits_to_move, 1);
  VALUE(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)0, &lock, 0));
  VALUE(futex(&word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)5, &lock, 0));
  pthread_kill(first, SIGUSR1);
  pthread_join(first, NULL);
  VALUE(got[0]);
  give();
  pthread_join(second, NULL);
  VALUE(got[1]);
  return 0;
}
