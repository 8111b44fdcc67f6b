#include <threadbare.h>
// Two condition variables and a buffer of three places.
#define PLACES 3
#define ITEMS 60
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER, emptied;
static long places[PLACES], sum;
static int used, at, most, taken;
static void *produce(void *first) {
  for (long i = 0; i < ITEMS; i++) {
    pthread_mutex_lock(&mutex);
    while (used == PLACES) pthread_cond_wait(&emptied, &mutex);
    places[(at + used++) % PLACES] = (long)first + i;
    if (used > most) most = used;
    pthread_cond_signal(&filled);
    pthread_mutex_unlock(&mutex);
  }
  return NULL;
}
static void *consume(void *unused) {
  long own = 0;
  pthread_mutex_lock(&mutex);
  while (taken < 2 * ITEMS) {
    if (used == 0) {
      pthread_cond_wait(&filled, &mutex);
      continue;
    }
    own += places[at];
    at = (at + 1) % PLACES;
    used--;
    // Whoever takes the last one lets the others end.
    if (++taken == 2 * ITEMS) pthread_cond_broadcast(&filled);
    pthread_cond_signal(&emptied);
  }
  sum += own;
  pthread_mutex_unlock(&mutex);
  return NULL;
}
int main(void) {
  pthread_t threads[5];
  printf("%d\n", pthread_cond_init(&emptied, NULL));
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, consume, NULL);
  pthread_create(&threads[3], NULL, produce, (void *)1000);
  pthread_create(&threads[4], NULL, produce, (void *)5000);
  for (int i = 0; i < 5; i++) pthread_join(threads[i], NULL);
  printf("%ld %d %d\n", sum, used, most <= PLACES);
  printf("%d %d\n", pthread_cond_destroy(&filled), pthread_cond_destroy(&emptied));
  return 0;
}
