// futex: requeue and cmp_requeue move those that wait; bitsets choose; wake_op does both.
#include "check.h"
#include <linux/futex.h>

static int first, second, woken;
static pid_t tids[4];
static long futex(int *place, int operation, int value, long fourth, int *other, int third) {
  return syscall(SYS_futex, place, operation, value, fourth, other, third);
}
static void *waits(void *argument) {
  long id = (long)argument;
  __atomic_store_n(&tids[id], gettid(), __ATOMIC_SEQ_CST);
  futex(&first, FUTEX_WAIT_BITSET_PRIVATE, 0, 0, NULL, 1 << id);
  __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST);
  return NULL;
}
static void start(pthread_t *threads, int count) {
  woken = 0;
  memset(tids, 0, sizeof tids);
  for (long i = 0; i < count; i++) pthread_create(&threads[i], NULL, waits, (void *)i);
  for (int i = 0; i < count; i++) {
    while (!__atomic_load_n(&tids[i], __ATOMIC_SEQ_CST)) sched_yield();
    sleep_milliseconds(2);
    wait_until_asleep(tids[i]);
  }
}

int main(void) {
  pthread_t threads[4];
  start(threads, 4);
  VALUE(futex(&first, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, &second, 0));
  TRY(futex(&first, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, &second, 7));
  VALUE(futex(&first, FUTEX_WAKE_PRIVATE, 9, 0, NULL, 0));
  VALUE(futex(&second, FUTEX_WAKE_PRIVATE, 9, 0, NULL, 0));
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  VALUE(woken);
  start(threads, 3);
  VALUE(futex(&first, FUTEX_WAKE_BITSET_PRIVATE, 9, 0, NULL, 1 << 3));
  VALUE(futex(&first, FUTEX_WAKE_BITSET_PRIVATE, 9, 0, NULL, 1 << 1));
  pthread_join(threads[1], NULL);
  VALUE(futex(&first, FUTEX_REQUEUE_PRIVATE, 0, 1, &second, 0));
  second = 5;
  int add_if_5 = FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_EQ, 5);
  VALUE(futex(&first, FUTEX_WAKE_OP_PRIVATE, 9, 9, &second, add_if_5));
  VALUE(second);
  VALUE(futex(&first, FUTEX_WAKE_OP_PRIVATE, 9, 9, &second, add_if_5));
  VALUE(second);
  pthread_join(threads[0], NULL);
  pthread_join(threads[2], NULL);
  TRY(futex(&first, FUTEX_CMP_REQUEUE_PRIVATE, -1, 2, &second, 0));
  return 0;
}
