// POSIX semaphores: counts, trywait, timedwait, and one between processes.
#include "check.h"
#include <semaphore.h>

int main(void) {
  sem_t *pair = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_t one;
  int value;
  TRY(sem_init(&one, 0, 2));
  TRY(sem_wait(&one));
  TRY(sem_trywait(&one));
  TRY(sem_trywait(&one));
  struct timespec soon = after_milliseconds(CLOCK_REALTIME, 5);
  TRY(sem_timedwait(&one, &soon));
  TRY(sem_post(&one));
  sem_getvalue(&one, &value);
  VALUE(value);
  TRY(sem_init(&one, 0, (unsigned)SEM_VALUE_MAX + 1));
  TRY(sem_init(&one, 0, SEM_VALUE_MAX));
  TRY(sem_post(&one));
  sem_init(&pair[0], 1, 0);
  sem_init(&pair[1], 1, 0);
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 5; i++) {
      sem_wait(&pair[0]);
      printf("child %d\n", i);
      sem_post(&pair[1]);
    }
    _exit(0);
  }
  for (int i = 0; i < 5; i++) {
    printf("parent %d\n", i);
    sem_post(&pair[0]);
    sem_wait(&pair[1]);
  }
  reap("child", pid);
  return 0;
}
