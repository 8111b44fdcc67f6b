// Barriers: five rounds of four threads, one serial thread each round.
#include "check.h"

static pthread_barrier_t barrier;
static int arrived[5], serial[5], early;
static void *rounds(void *argument) {
  (void)argument;
  for (int i = 0; i < 5; i++) {
    __atomic_add_fetch(&arrived[i], 1, __ATOMIC_SEQ_CST);
    int result = pthread_barrier_wait(&barrier);
    if (__atomic_load_n(&arrived[i], __ATOMIC_SEQ_CST) != 4) early = 1;
    if (result == PTHREAD_BARRIER_SERIAL_THREAD) __atomic_add_fetch(&serial[i], 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  CODE(pthread_barrier_init(&barrier, NULL, 0));
  CODE(pthread_barrier_init(&barrier, NULL, 4));
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, rounds, NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < 5; i++) printf("round %d: %d serial\n", i, serial[i]);
  VALUE(early);
  CODE(pthread_barrier_destroy(&barrier));
  return 0;
}
