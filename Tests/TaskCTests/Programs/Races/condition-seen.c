#include <threadbare.h>
// Whether a thread has to wait for what it wants, it gets it.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int ready, waited;
static void *wants(void *unused) {
  pthread_mutex_lock(&mutex);
  while (!ready) {
    waited = 1;
    pthread_cond_wait(&changed, &mutex);
  }
  pthread_mutex_unlock(&mutex);
  return NULL;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, wants, NULL);
  pthread_mutex_lock(&mutex);
  ready = 1;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
  printf("%d\n", waited);
  return 0;
}
