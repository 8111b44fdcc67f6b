// Mutexes that pass on priority: lock, unlock and a lock by another thread that waits.
#include "check.h"

static pthread_mutex_t mutex;
static int order[3], next;
static void *second(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  order[next++] = 2;
  pthread_mutex_unlock(&mutex);
  return NULL;
}

int main(void) {
  pthread_mutexattr_t kind;
  pthread_t thread;
  pthread_mutexattr_init(&kind);
  CODE(pthread_mutexattr_setprotocol(&kind, PTHREAD_PRIO_INHERIT));
  CODE(pthread_mutex_init(&mutex, &kind));
  CODE(pthread_mutex_lock(&mutex));
  CODE(pthread_mutex_trylock(&mutex));
  pthread_create(&thread, NULL, second, NULL);
  sleep_milliseconds(10);
  order[next++] = 1;
  CODE(pthread_mutex_unlock(&mutex));
  pthread_join(thread, NULL);
  CODE(pthread_mutex_lock(&mutex));
  order[next++] = 3;
  CODE(pthread_mutex_unlock(&mutex));
  printf("%d %d %d\n", order[0], order[1], order[2]);
  return 0;
}
