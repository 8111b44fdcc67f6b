// Condition variables: timeouts on both clocks, bad times, and broadcast to all that wait.
#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all = PTHREAD_COND_INITIALIZER;
static int waiting, go, woken;
static void *wait_for_go(void *argument) {
  (void)argument;
  pthread_mutex_lock(&mutex);
  waiting++;
  while (!go) pthread_cond_wait(&all, &mutex);
  woken++;
  pthread_mutex_unlock(&mutex);
  return NULL;
}

int main(void) {
  pthread_cond_t monotonic;
  pthread_condattr_t attributes;
  pthread_t threads[5];
  struct timespec past = {1, 0}, wrong = {0, -1};
  pthread_condattr_init(&attributes);
  CODE(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
  CODE(pthread_condattr_setclock(&attributes, CLOCK_THREAD_CPUTIME_ID));
  pthread_cond_init(&monotonic, &attributes);
  pthread_mutex_lock(&mutex);
  CODE(pthread_cond_timedwait(&all, &mutex, &past));
  CODE(pthread_cond_timedwait(&all, &mutex, &wrong));
  struct timespec soon = after_milliseconds(CLOCK_REALTIME, 5);
  CODE(pthread_cond_timedwait(&all, &mutex, &soon));
  soon = after_milliseconds(CLOCK_MONOTONIC, 5);
  CODE(pthread_cond_timedwait(&monotonic, &mutex, &soon));
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  CHECK(now.tv_sec > soon.tv_sec || (now.tv_sec == soon.tv_sec && now.tv_nsec >= soon.tv_nsec));
  pthread_mutex_unlock(&mutex);
  for (int i = 0; i < 5; i++) pthread_create(&threads[i], NULL, wait_for_go, NULL);
  for (int ready = 0; !ready; sched_yield()) {
    pthread_mutex_lock(&mutex);
    ready = waiting == 5;
    pthread_mutex_unlock(&mutex);
  }
  pthread_mutex_lock(&mutex);
  go = 1;
  CODE(pthread_cond_broadcast(&all));
  pthread_mutex_unlock(&mutex);
  for (int i = 0; i < 5; i++) pthread_join(threads[i], NULL);
  VALUE(woken);
  CODE(pthread_cond_destroy(&all));
  return 0;
}
