// pthread_once with many threads, and keys whose destructors run again for values they set.
#include "check.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key, again;
static int inits, destroyed, repeated;
static void init(void) {
  inits++;
  sched_yield();
}
static void destroy(void *value) {
  __atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_SEQ_CST);
}
static void set_again(void *value) {
  repeated++;
  pthread_setspecific(again, value);
}
static void *work(void *argument) {
  pthread_once(&once, init);
  if (pthread_getspecific(key) != NULL) return (void *)1;
  pthread_setspecific(key, argument);
  return pthread_getspecific(key) == argument ? NULL : (void *)1;
}
static void *repeat(void *argument) {
  pthread_setspecific(again, argument);
  return NULL;
}

int main(void) {
  pthread_t threads[8];
  CODE(pthread_key_create(&key, destroy));
  for (long i = 0; i < 8; i++) pthread_create(&threads[i], NULL, work, (void *)(i + 1));
  for (int i = 0; i < 8; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    VALUE((long)wrong);
  }
  VALUE(inits);
  VALUE(destroyed);
  pthread_key_create(&again, set_again);
  pthread_create(&threads[0], NULL, repeat, (void *)5);
  pthread_join(threads[0], NULL);
  CHECK(repeated == PTHREAD_DESTRUCTOR_ITERATIONS);
  CODE(pthread_key_delete(key));
  CODE(pthread_key_delete(key));
  CODE(pthread_setspecific(key, NULL));
  return 0;
}
