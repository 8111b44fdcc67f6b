// Cancellation: asynchronous, out of a loop without any call.
#include "check.h"

static volatile int spinning;
static int cleaned;
static void clean(void *argument) { *(int *)argument = 1; }
static void *spin(void *argument) {
  volatile long turns = 0;
  int old;
  pthread_cleanup_push(clean, argument);
  pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
  spinning = 1 + (old == PTHREAD_CANCEL_DEFERRED);
  for (;;) turns++;
  pthread_cleanup_pop(0);
  return NULL;
}

int main(void) {
  pthread_t thread;
  void *value;
  pthread_create(&thread, NULL, spin, &cleaned);
  while (!spinning) sched_yield();
  VALUE(spinning);
  CODE(pthread_cancel(thread));
  CODE(pthread_join(thread, &value));
  CHECK(value == PTHREAD_CANCELED);
  VALUE(cleaned);
  return 0;
}
