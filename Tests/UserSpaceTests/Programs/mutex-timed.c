// Mutexes: timedlock and clocklock run out of time, and get the lock in time.
#include "check.h"
#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t locked;
static void *hold(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  sem_post(&locked);
  sleep_milliseconds(60);
  pthread_mutex_unlock(&mutex);
  return NULL;
}

int main(void) {
  pthread_t thread;
  sem_init(&locked, 0, 0);
  pthread_create(&thread, NULL, hold, NULL);
  sem_wait(&locked);
  struct timespec past = {0, 0}, wrong = {0, 1000000000};
  struct timespec later = after_milliseconds(CLOCK_REALTIME, 5);
  CODE(pthread_mutex_timedlock(&mutex, &past));
  CODE(pthread_mutex_timedlock(&mutex, &wrong));
  CODE(pthread_mutex_timedlock(&mutex, &later));
  later = after_milliseconds(CLOCK_MONOTONIC, 10000);
  CODE(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &later));
  CODE(pthread_mutex_clocklock(&mutex, CLOCK_PROCESS_CPUTIME_ID, &later));
  CODE(pthread_mutex_unlock(&mutex));
  CODE(pthread_mutex_timedlock(&mutex, &past));
  return 0;
}
