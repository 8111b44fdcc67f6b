// Cancellation: at a cancellation point, with cleanup handlers and key destructors in their order.
#include "check.h"
#include <semaphore.h>

static sem_t ready;
static pthread_key_t key;
static char events[64];
static void note(void *text) { strcat(events, text); }
static void *sleeper(void *argument) {
  (void)argument;
  pthread_setspecific(key, "k");
  pthread_cleanup_push(note, "1");
  pthread_cleanup_push(note, "2");
  sem_post(&ready);
  for (;;) pause();
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(0);
  return NULL;
}
static void *disabled(void *argument) {
  int old;
  (void)argument;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  CHECK(old == PTHREAD_CANCEL_ENABLE);
  sem_post(&ready);
  sleep_milliseconds(20);
  note("d");
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
  pthread_testcancel();
  note("never");
  return NULL;
}
static void *finishes(void *argument) {
  pthread_cleanup_push(note, "p");
  pthread_cleanup_pop(1);
  return argument;
}

int main(void) {
  pthread_t thread;
  void *value;
  sem_init(&ready, 0, 0);
  pthread_key_create(&key, note);
  pthread_create(&thread, NULL, sleeper, NULL);
  sem_wait(&ready);
  CODE(pthread_cancel(thread));
  CODE(pthread_join(thread, &value));
  CHECK(value == PTHREAD_CANCELED);
  pthread_create(&thread, NULL, disabled, NULL);
  sem_wait(&ready);
  CODE(pthread_cancel(thread));
  CODE(pthread_join(thread, &value));
  CHECK(value == PTHREAD_CANCELED);
  pthread_create(&thread, NULL, finishes, (void *)3);
  pthread_join(thread, &value);
  VALUE((long)value);
  puts(events);
  return 0;
}
