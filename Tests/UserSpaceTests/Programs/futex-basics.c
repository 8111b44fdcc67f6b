// futex: wait and wake, values that differ, timeouts, and errors, by the call itself.
#include "check.h"
#include <linux/futex.h>

static int word, woken;
static long futex(int *place, int operation, int value, void *fourth, int *second, int third) {
  return syscall(SYS_futex, place, operation, value, fourth, second, third);
}
static void *waits(void *argument) {
  while (__atomic_load_n(&word, __ATOMIC_SEQ_CST) == 0) futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0);
  __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
  return argument;
}

int main(void) {
  pthread_t threads[4];
  struct timespec soon = {0, 3000000}, bad = {0, -1};
  TRY(futex(&word, FUTEX_WAIT, 1, NULL, NULL, 0));
  TRY(futex(&word, FUTEX_WAIT, 0, &soon, NULL, 0));
  TRY(futex(&word, FUTEX_WAIT, 0, &bad, NULL, 0));
  TRY(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
  TRY(futex((int *)((char *)&word + 1), FUTEX_WAKE, 1, NULL, NULL, 0));
  TRY(futex((int *)8, FUTEX_WAIT, 1, NULL, NULL, 0));
  TRY(futex(&word, 127, 1, NULL, NULL, 0));
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, waits, NULL);
  sleep_milliseconds(10);
  __atomic_store_n(&word, 1, __ATOMIC_SEQ_CST);
  futex(&word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  VALUE(woken);
  TRY(futex(&word, FUTEX_WAIT_BITSET, 1, NULL, NULL, 0));
  TRY(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
  struct timespec past = {1, 0};
  TRY(futex(&word, FUTEX_WAIT_BITSET, 1, &past, NULL, -1));
  TRY(futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 1, &past, NULL, -1));
  TRY(futex(&word, FUTEX_WAIT_PRIVATE, 1, &soon, NULL, 0));
  TRY(futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
  return 0;
}
