// Cancellation: in pthread_cond_wait (which locks again), read, sem_wait, nanosleep and join.
#include "check.h"
#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static sem_t semaphore;
static int pipes[2], held;
static pthread_t joined;
static void unlock(void *argument) { held = pthread_mutex_unlock(argument) == 0; }
static void *in_condition(void *argument) {
  pthread_mutex_lock(&mutex);
  pthread_cleanup_push(unlock, &mutex);
  for (;;) pthread_cond_wait(&condition, &mutex);
  pthread_cleanup_pop(0);
  return argument;
}
static void *in_read(void *argument) {
  char byte;
  read(pipes[0], &byte, 1);
  return argument;
}
static void *in_semaphore(void *argument) {
  sem_wait(&semaphore);
  return argument;
}
static void *in_sleep(void *argument) {
  struct timespec hour = {3600, 0};
  nanosleep(&hour, NULL);
  return argument;
}
static void *in_join(void *argument) {
  pthread_join(joined, NULL);
  return argument;
}
static void cancel(const char *name, void *(*where)(void *), long wait) {
  pthread_t thread;
  void *value;
  pthread_create(&thread, NULL, where, NULL);
  sleep_milliseconds(wait);
  pthread_cancel(thread);
  pthread_join(thread, &value);
  show(name, value == PTHREAD_CANCELED ? "canceled" : "finished");
}

int main(void) {
  sem_init(&semaphore, 0, 0);
  TRY(pipe(pipes));
  cancel("condition", in_condition, 10);
  VALUE(held);
  CODE(pthread_mutex_trylock(&mutex));
  cancel("read", in_read, 10);
  cancel("semaphore", in_semaphore, 10);
  cancel("sleep", in_sleep, 10);
  pthread_create(&joined, NULL, in_sleep, NULL);
  cancel("join", in_join, 10);
  pthread_cancel(joined);
  CODE(pthread_join(joined, NULL));
  cancel("before it starts", in_read, 0);
  return 0;
}
