// Mutexes: normal, recursive and error checking ones, and trylock from another thread.
#include "check.h"

static void *try_it(void *mutex) { return (void *)(long)pthread_mutex_trylock(mutex); }
static void *unlock_it(void *mutex) { return (void *)(long)pthread_mutex_unlock(mutex); }
static int in_thread(void *(*what)(void *), pthread_mutex_t *mutex) {
  pthread_t thread;
  void *value;
  pthread_create(&thread, NULL, what, mutex);
  pthread_join(thread, &value);
  return (int)(long)value;
}

int main(void) {
  pthread_mutex_t mutex;
  pthread_mutexattr_t kind;
  pthread_mutexattr_init(&kind);
  CODE(pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE));
  pthread_mutex_init(&mutex, &kind);
  CODE(pthread_mutex_lock(&mutex));
  CODE(pthread_mutex_lock(&mutex));
  CODE(in_thread(try_it, &mutex));
  CODE(in_thread(unlock_it, &mutex));
  CODE(pthread_mutex_unlock(&mutex));
  CODE(in_thread(try_it, &mutex));
  CODE(pthread_mutex_unlock(&mutex));
  CODE(pthread_mutex_unlock(&mutex));
  pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
  pthread_mutex_init(&mutex, &kind);
  CODE(pthread_mutex_lock(&mutex));
  CODE(pthread_mutex_lock(&mutex));
  CODE(pthread_mutex_trylock(&mutex));
  CODE(in_thread(unlock_it, &mutex));
  CODE(pthread_mutex_destroy(&mutex));
  CODE(pthread_mutex_unlock(&mutex));
  CODE(pthread_mutex_destroy(&mutex));
  pthread_mutex_init(&mutex, NULL);
  CODE(pthread_mutex_lock(&mutex));
  CODE(pthread_mutex_trylock(&mutex));
  CODE(in_thread(unlock_it, &mutex));
  CODE(in_thread(try_it, &mutex));
  return 0;
}
