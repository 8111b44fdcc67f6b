// futex_waitv, futex_wake, futex_wait and futex_requeue: which one was woken, times, flags, errors.
#include "check.h"
#include <linux/futex.h>

#ifndef SYS_futex_waitv
#define SYS_futex_waitv 449
#endif
enum { WAKE = 454, WAIT = 455, REQUEUE = 456, U32 = 2, PRIVATE = 128 };

struct entry { uint64_t value, address; uint32_t flags, reserved; };

static uint32_t words[4];
static struct entry entries[130];
static long answer;

static long waitv(struct entry *e, unsigned n, unsigned flags, struct timespec *t, int clock) {
  return syscall(SYS_futex_waitv, e, n, flags, t, clock);
}

static long wake(void *word, unsigned long mask, int count, unsigned flags) {
  return syscall(WAKE, word, mask, count, flags);
}

static long futex_wait(void *word, unsigned long value, unsigned long mask, unsigned flags,
                 struct timespec *t, int clock) {
  return syscall(WAIT, word, value, mask, flags, t, clock);
}

static pid_t waiter;

static void *wait_for_three(void *argument) {
  waiter = syscall(SYS_gettid);
  answer = waitv(entries, 3, 0, NULL, 0);
  if (answer == -1) answer = -errno;
  return NULL;
}

static void *wait_for_one(void *argument) {
  waiter = syscall(SYS_gettid);
  answer = futex_wait(&words[0], 0, 4, U32 | PRIVATE, NULL, 0);
  return NULL;
}

static pthread_t start(void *(*function)(void *)) {
  pthread_t thread;
  __atomic_store_n(&waiter, 0, __ATOMIC_SEQ_CST);
  pthread_create(&thread, NULL, function, NULL);
  while (!__atomic_load_n(&waiter, __ATOMIC_SEQ_CST)) sched_yield();
  wait_until_asleep(waiter);
  return thread;
}

static void handler(int signal) {}

int main(void) {
  struct timespec past = {1, 0}, bad = {0, 1000000000};
  for (int i = 0; i < 3; i++)
    entries[i] = (struct entry){0, (uintptr_t)&words[i], U32 | PRIVATE, 0};
  for (int i = 0; i < 3; i++) {
    pthread_t thread = start(wait_for_three);
    VALUE(wake(&words[i], -1u, 1, U32 | PRIVATE));
    pthread_join(thread, NULL);
    VALUE(answer);
  }
  pthread_t thread = start(wait_for_three);
  VALUE(syscall(SYS_futex, &words[1], FUTEX_WAKE_PRIVATE, 9, NULL, NULL, 0));
  pthread_join(thread, NULL);
  VALUE(answer);
  // Moved from one word to another.
  thread = start(wait_for_three);
  struct entry pair[2] = {{0, (uintptr_t)&words[1], U32 | PRIVATE, 0},
                          {0, (uintptr_t)&words[3], U32 | PRIVATE, 0}};
  VALUE(syscall(REQUEUE, pair, 0, 0, 1));
  VALUE(wake(&words[1], -1u, 1, U32 | PRIVATE));
  VALUE(wake(&words[3], -1u, 1, U32 | PRIVATE));
  pthread_join(thread, NULL);
  VALUE(answer);
  // A signal.
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGUSR1, &action, NULL);
  thread = start(wait_for_three);
  pthread_kill(thread, SIGUSR1);
  pthread_join(thread, NULL);
  CHECK(answer == -EINTR);
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, NULL);
  thread = start(wait_for_three);
  pthread_kill(thread, SIGUSR1);
  sleep_milliseconds(10);
  wait_until_asleep(waiter);
  VALUE(wake(&words[2], -1u, 1, U32 | PRIVATE));
  pthread_join(thread, NULL);
  VALUE(answer);

  TRY(waitv(entries, 3, 0, &past, CLOCK_MONOTONIC));
  TRY(waitv(entries, 3, 0, &past, CLOCK_REALTIME));
  struct timespec soon = after_milliseconds(CLOCK_REALTIME, 20);
  TRY(waitv(entries, 3, 0, &soon, CLOCK_REALTIME));
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  CHECK(now.tv_sec > soon.tv_sec || now.tv_sec == soon.tv_sec && now.tv_nsec >= soon.tv_nsec);
  TRY(waitv(entries, 3, 0, &past, CLOCK_BOOTTIME));
  TRY(waitv(entries, 3, 0, &bad, CLOCK_MONOTONIC));
  TRY(waitv(entries, 3, 0, (struct timespec *)8, CLOCK_MONOTONIC));
  TRY(waitv(entries, 0, 0, NULL, 0));
  TRY(waitv(entries, 129, 0, NULL, 0));
  TRY(waitv(NULL, 3, 0, NULL, 0));
  TRY(waitv((struct entry *)8, 3, 0, NULL, 0));
  TRY(waitv(entries, 3, 1, NULL, 0));
  entries[2].value = 1;
  TRY(waitv(entries, 3, 0, NULL, 0));
  entries[2].value = 1ull << 32;
  TRY(waitv(entries, 3, 0, NULL, 0));
  entries[2].value = 0;
  entries[2].reserved = 1;
  TRY(waitv(entries, 3, 0, NULL, 0));
  entries[2].reserved = 0;
  for (unsigned flags = 0; flags < 4; flags += flags ? 2 : 1) {
    entries[2].flags = flags;
    TRY(waitv(entries, 3, 0, NULL, 0));
  }
  entries[2].flags = U32 | 64;
  TRY(waitv(entries, 3, 0, NULL, 0));
  entries[2].flags = U32;
  entries[2].address += 2;
  TRY(waitv(entries, 3, 0, NULL, 0));
  entries[2].address = 8;
  TRY(waitv(entries, 3, 0, NULL, 0));

  thread = start(wait_for_one);
  VALUE(wake(&words[0], 2, 1, U32 | PRIVATE));
  VALUE(wake(&words[0], 4, 0, U32 | PRIVATE));
  VALUE(wake(&words[0], 6, 1, U32 | PRIVATE));
  pthread_join(thread, NULL);
  VALUE(answer);
  TRY(wake(&words[0], 0, 1, U32 | PRIVATE));
  TRY(wake(&words[0], 1, 1, PRIVATE));
  TRY(wake(&words[0], 1ull << 32, 1, U32 | PRIVATE));
  TRY(wake((char *)words + 1, 1, 1, U32 | PRIVATE));
  TRY(wake(&words[0], 1, 1, U32 | 256));
  TRY(futex_wait(&words[0], 1, -1u, U32 | PRIVATE, NULL, 0));
  TRY(futex_wait(&words[0], 0, 0, U32 | PRIVATE, NULL, 0));
  TRY(futex_wait(&words[0], 0, -1u, U32 | PRIVATE, &past, CLOCK_MONOTONIC));
  TRY(futex_wait(&words[0], 0, -1u, U32 | PRIVATE, &past, CLOCK_BOOTTIME));
  TRY(futex_wait(&words[0], 0, -1u, 1, NULL, 0));
  TRY(futex_wait((void *)8, 0, -1u, U32, NULL, 0));
  TRY(syscall(REQUEUE, pair, 1, 0, 1));
  TRY(syscall(REQUEUE, NULL, 0, 0, 1));
  TRY(syscall(REQUEUE, pair, 0, -1, 1));
  TRY(syscall(REQUEUE, pair, 0, 1, -1));
  pair[0].value = 5;
  TRY(syscall(REQUEUE, pair, 0, 0, 1));
  return 0;
}
