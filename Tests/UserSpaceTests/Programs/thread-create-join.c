// Threads: pthread_create, the value that pthread_join gives, and joining in any order.
#include "check.h"

static void *square(void *argument) { return (void *)((long)argument * (long)argument); }
static void *leave(void *argument) {
  pthread_exit((char *)argument + 1);
  return NULL;
}

int main(void) {
  pthread_t threads[16];
  for (long i = 0; i < 16; i++) CODE(pthread_create(&threads[i], NULL, square, (void *)i));
  for (int i = 15; i >= 0; i--) {
    void *value;
    if (pthread_join(threads[i], &value) == 0) printf("%d: %ld\n", i, (long)value);
  }
  pthread_t other;
  CODE(pthread_create(&other, NULL, leave, (void *)41));
  void *value;
  CODE(pthread_join(other, &value));
  VALUE((long)value);
  CODE(pthread_join(pthread_self(), NULL));
  CHECK(pthread_equal(pthread_self(), pthread_self()));
  return 7;
}
