// Condition variables: a bounded queue of one producer and three consumers.
#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, emptied = PTHREAD_COND_INITIALIZER;
static int queue[4], count, closed, most;
static long sum;

static void *consume(void *argument) {
  long taken = 0;
  (void)argument;
  pthread_mutex_lock(&mutex);
  for (;;) {
    while (count == 0 && !closed) pthread_cond_wait(&filled, &mutex);
    if (count == 0) break;
    sum += queue[--count];
    taken++;
    pthread_cond_signal(&emptied);
  }
  pthread_mutex_unlock(&mutex);
  return (void *)taken;
}

int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, consume, NULL);
  for (int i = 1; i <= 300; i++) {
    pthread_mutex_lock(&mutex);
    while (count == 4) pthread_cond_wait(&emptied, &mutex);
    queue[count++] = i;
    if (count > most) most = count;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_lock(&mutex);
  closed = 1;
  pthread_cond_broadcast(&filled);
  pthread_mutex_unlock(&mutex);
  long all = 0;
  for (int i = 0; i < 3; i++) {
    void *taken;
    pthread_join(threads[i], &taken);
    all += (long)taken;
  }
  VALUE(sum);
  VALUE(all);
  CHECK(most <= 4);
  return 0;
}
