#include <threadbare.h>
// Mutexes: taken, tried, given.
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two;
static int counter;
static void *add(void *count) {
  for (long i = 0; i < (long)count; i++) {
    pthread_mutex_lock(&one);
    int seen = counter;
    if (i % 16 == 0) sched_yield();
    counter = seen + 1;
    pthread_mutex_unlock(&one);
  }
  return NULL;
}
static void *try(void *mutex) { return (void *)(long)pthread_mutex_trylock(mutex); }
int main(void) {
  pthread_t threads[4];
  void *result;
  printf("%d\n", pthread_mutex_init(&two, NULL));
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, add, (void *)100);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  printf("%d\n", counter);
  printf("%d\n", pthread_mutex_trylock(&two));
  printf("%d\n", pthread_mutex_trylock(&two) == EBUSY);
  pthread_create(&threads[0], NULL, try, &two);
  pthread_join(threads[0], &result);
  printf("%d\n", (int)(long)result == EBUSY);
  printf("%d\n", pthread_mutex_destroy(&two) == EBUSY);
  printf("%d\n", pthread_mutex_unlock(&two));
  pthread_create(&threads[0], NULL, try, &two);
  pthread_join(threads[0], &result);
  printf("%ld\n", (long)result);
  // Nobody says whose it is: another thread may give it back.
  printf("%d\n", pthread_mutex_unlock(&two));
  printf("%d\n", pthread_mutex_destroy(&two));
  printf("%d\n", pthread_mutex_destroy(&one));
  return 0;
}
