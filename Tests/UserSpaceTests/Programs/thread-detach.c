// Threads: detached ones, and what joining them says.
#include "check.h"
#include <semaphore.h>

static sem_t go, done;
static void *work(void *argument) {
  (void)argument;
  sem_wait(&go);
  sem_post(&done);
  return NULL;
}

int main(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  sem_init(&go, 0, 0);
  sem_init(&done, 0, 0);
  pthread_attr_init(&attributes);
  CODE(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED));
  CODE(pthread_create(&thread, &attributes, work, NULL));
  CODE(pthread_join(thread, NULL));
  CODE(pthread_detach(thread));
  sem_post(&go);
  sem_wait(&done);
  CODE(pthread_create(&thread, NULL, work, NULL));
  CODE(pthread_tryjoin_np(thread, NULL));
  CODE(pthread_detach(thread));
  CODE(pthread_join(thread, NULL));
  sem_post(&go);
  sem_wait(&done);
  CODE(pthread_attr_setdetachstate(&attributes, 99));
  int state;
  pthread_attr_getdetachstate(&attributes, &state);
  CHECK(state == PTHREAD_CREATE_DETACHED);
  return 0;
}
