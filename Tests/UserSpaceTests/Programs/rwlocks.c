// Read-write locks: many readers, one writer, try and timed forms.
#include "check.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value, torn;
static void *try_read(void *argument) {
  (void)argument;
  int code = pthread_rwlock_tryrdlock(&lock);
  if (code == 0) pthread_rwlock_unlock(&lock);
  return (void *)(long)code;
}
static void *try_write(void *argument) {
  (void)argument;
  int code = pthread_rwlock_trywrlock(&lock);
  if (code == 0) pthread_rwlock_unlock(&lock);
  return (void *)(long)code;
}
static int in_thread(void *(*what)(void *)) {
  pthread_t thread;
  void *result;
  pthread_create(&thread, NULL, what, NULL);
  pthread_join(thread, &result);
  return (int)(long)result;
}
static void *mix(void *argument) {
  for (int i = 0; i < 100; i++) {
    if (i % 4 == (long)argument) {
      pthread_rwlock_wrlock(&lock);
      value++;
      sched_yield();
      value++;
    } else {
      pthread_rwlock_rdlock(&lock);
      if (value % 2) torn = 1;
    }
    pthread_rwlock_unlock(&lock);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  struct timespec past = {0, 0};
  CODE(pthread_rwlock_rdlock(&lock));
  CODE(in_thread(try_read));
  CODE(in_thread(try_write));
  CODE(pthread_rwlock_unlock(&lock));
  CODE(pthread_rwlock_wrlock(&lock));
  CODE(in_thread(try_read));
  CODE(pthread_rwlock_wrlock(&lock));
  CODE(pthread_rwlock_timedrdlock(&lock, &past));
  CODE(pthread_rwlock_unlock(&lock));
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, mix, (void *)i);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  VALUE(value);
  VALUE(torn);
  return 0;
}
