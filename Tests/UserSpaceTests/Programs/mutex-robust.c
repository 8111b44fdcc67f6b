// Robust mutexes: the owner ends with the lock, in a thread and in a process.
#include "check.h"

static void *lock_and_end(void *mutex) {
  pthread_mutex_lock(mutex);
  return NULL;
}

int main(void) {
  pthread_mutex_t *mutex =
      mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t kind;
  pthread_t thread;
  pthread_mutexattr_init(&kind);
  CODE(pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST));
  CODE(pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED));
  pthread_mutex_init(mutex, &kind);
  pthread_create(&thread, NULL, lock_and_end, mutex);
  pthread_join(thread, NULL);
  CODE(pthread_mutex_lock(mutex));
  CODE(pthread_mutex_consistent(mutex));
  CODE(pthread_mutex_consistent(mutex));
  CODE(pthread_mutex_unlock(mutex));
  pid_t pid = fork();
  if (pid == 0) {
    pthread_mutex_lock(mutex);
    _exit(0);
  }
  reap("child", pid);
  CODE(pthread_mutex_trylock(mutex));
  CODE(pthread_mutex_unlock(mutex));
  CODE(pthread_mutex_lock(mutex));
  CODE(pthread_mutex_trylock(mutex));
  return 0;
}
