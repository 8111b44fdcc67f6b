#include <threadbare.h>
// Trying a mutex that another thread holds for a moment.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *hold(void *unused) {
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  return NULL;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, hold, NULL);
  int answer = pthread_mutex_trylock(&mutex);
  if (answer == 0) pthread_mutex_unlock(&mutex);
  pthread_join(thread, NULL);
  printf("%s\n", answer == 0 ? "taken" : answer == EBUSY ? "busy" : "?");
  return 0;
}
