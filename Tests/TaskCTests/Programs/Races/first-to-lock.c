#include <threadbare.h>
// Who takes the mutex first?
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int order, tens = 10;
static void *take(void *number) {
  pthread_mutex_lock(&mutex);
  order += (int)(long)number * tens;
  tens = 1;
  pthread_mutex_unlock(&mutex);
  return NULL;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, take, (void *)1);
  take((void *)2);
  pthread_join(thread, NULL);
  printf("%d\n", order);
  return 0;
}
