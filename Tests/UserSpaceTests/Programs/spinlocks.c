// Spin locks: a lost update would show, and trylock says EBUSY.
#include "check.h"

static pthread_spinlock_t lock;
static volatile long count;
static void *add(void *argument) {
  (void)argument;
  for (int i = 0; i < 500; i++) {
    pthread_spin_lock(&lock);
    count = count + 1;
    pthread_spin_unlock(&lock);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[3];
  CODE(pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE));
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, add, NULL);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  VALUE(count);
  CODE(pthread_spin_lock(&lock));
  CODE(pthread_spin_trylock(&lock));
  CODE(pthread_spin_unlock(&lock));
  CODE(pthread_spin_trylock(&lock));
  return 0;
}
