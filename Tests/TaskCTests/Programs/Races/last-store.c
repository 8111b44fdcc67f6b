#include <threadbare.h>
// Whose store is the last?
static _Atomic int last;
static void *store(void *number) {
  atomic_store(&last, (int)(long)number);
  return NULL;
}
int main(void) {
  pthread_t one, two;
  pthread_create(&one, NULL, store, (void *)1);
  pthread_create(&two, NULL, store, (void *)2);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  return atomic_load(&last);
}
