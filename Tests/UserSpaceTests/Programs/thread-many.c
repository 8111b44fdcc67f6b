// Threads: two hundred after each other and thirty at a time, with a sum that all add to.
#include "check.h"

static long sum;
static void *add(void *argument) {
  for (int i = 0; i < 20; i++) __atomic_add_fetch(&sum, (long)argument, __ATOMIC_SEQ_CST);
  return NULL;
}

int main(void) {
  pthread_t threads[30];
  for (long i = 0; i < 200; i++) {
    if (pthread_create(&threads[0], NULL, add, (void *)i)) return 1;
    pthread_join(threads[0], NULL);
  }
  VALUE(sum);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (long i = 0; i < 30; i++)
    if (pthread_create(&threads[i], &small, add, (void *)i)) return 2;
  for (int i = 0; i < 30; i++) pthread_join(threads[i], NULL);
  VALUE(sum);
  return 0;
}
