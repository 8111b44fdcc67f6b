// Mutexes: four threads count to four thousand under one lock, without a lost step.
#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static volatile int count, inside, worst;
static void *step(void *argument) {
  for (int i = 0; i < 1000; i++) {
    pthread_mutex_lock(&mutex);
    if (++inside > worst) worst = inside;
    int old = count;
    if (i % 50 == (long)argument) sched_yield();
    count = old + 1;
    inside--;
    pthread_mutex_unlock(&mutex);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, step, (void *)i);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  VALUE(count);
  VALUE(worst);
  return 0;
}
