// Named semaphores: files in /dev/shm that processes share by name.
#include "check.h"
#include <semaphore.h>

int main(void) {
  int value;
  TRY((long)sem_open("/threadbare-none", 0) == 0 ? -1 : 0);
  sem_t *first = sem_open("/threadbare-test", O_CREAT | O_EXCL, 0600, 1);
  CHECK(first != SEM_FAILED);
  if (first == SEM_FAILED) return 1;
  TRY((long)sem_open("/threadbare-test", O_CREAT | O_EXCL, 0600, 1) == 0 ? -1 : 0);
  sem_t *same = sem_open("/threadbare-test", 0);
  CHECK(same == first);
  pid_t pid = fork();
  if (pid == 0) {
    sem_t *mine = sem_open("/threadbare-test", 0);
    sem_wait(mine);
    sem_post(mine);
    sem_post(mine);
    sem_post(mine);
    _exit(0);
  }
  reap("child", pid);
  sem_getvalue(first, &value);
  VALUE(value);
  TRY(access("/dev/shm/sem.threadbare-test", F_OK));
  TRY(sem_close(first));
  TRY(sem_unlink("/threadbare-test"));
  TRY(sem_unlink("/threadbare-test"));
  TRY(access("/dev/shm/sem.threadbare-test", F_OK));
  return 0;
}
