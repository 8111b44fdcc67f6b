// System V semaphores and shared memory: what is told of them, and whose they become.
#include "check.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

union argument {
  int value;
  struct semid_ds *status;
  unsigned short *values;
  struct seminfo *limits;
};

static void semaphores(void) {
  int set = semget(77, 3, IPC_CREAT | 0600);
  struct semid_ds status;
  union argument argument = {.status = &status};
  TRY(semctl(set, 0, IPC_STAT, argument));
  printf("%lu semaphores, mode %o, operated: %d\n", status.sem_nsems, status.sem_perm.mode,
    status.sem_otime != 0);
  CHECK(status.sem_perm.__key == 77 && status.sem_perm.cuid == geteuid());
  CHECK(status.sem_ctime <= time(NULL) && status.sem_ctime > time(NULL) - 60);
  struct sembuf up = {1, 1, 0};
  semop(set, &up, 1);
  semctl(set, 0, IPC_STAT, argument);
  CHECK(status.sem_otime != 0);
  status.sem_perm.mode = 0640;
  TRY(semctl(set, 0, IPC_SET, argument));
  semctl(set, 0, IPC_STAT, argument);
  printf("mode %o\n", status.sem_perm.mode);
  argument.status = (void *)1;
  TRY(semctl(set, 0, IPC_STAT, argument));
  TRY(semctl(set, 0, IPC_SET, argument));
  TRY(semctl(9999, 0, IPC_STAT, argument));
  struct seminfo limits;
  argument.limits = &limits;
  int last = semctl(0, 0, IPC_INFO, argument);
  printf("limits %d %d %d %d %d\n", limits.semmni, limits.semmns, limits.semmsl, limits.semopm,
    limits.semvmx);
  CHECK(semctl(0, 0, SEM_INFO, argument) == last);
  printf("in use %d sets, %d semaphores\n", limits.semusz, limits.semaem);
  argument.status = &status;
  CHECK(semctl(last, 0, SEM_STAT, argument) == set);
  TRY(semctl(last + 5, 0, SEM_STAT, argument));
  TRY(semctl(set, 0, IPC_RMID));
}

static void segments(void) {
  int segment = shmget(88, 5000, IPC_CREAT | 0600);
  struct shmid_ds status;
  TRY(shmctl(segment, IPC_STAT, &status));
  printf("%zu bytes, mode %o, attached %lu\n", status.shm_segsz, status.shm_perm.mode,
    status.shm_nattch);
  status.shm_perm.mode = 0644;
  TRY(shmctl(segment, IPC_SET, &status));
  TRY(shmctl(segment, IPC_SET, (void *)1));
  TRY(shmctl(segment, SHM_LOCK, NULL));
  shmctl(segment, IPC_STAT, &status);
  printf("mode %o\n", status.shm_perm.mode);
  TRY(shmctl(segment, SHM_UNLOCK, NULL));
  struct shminfo limits;
  int last = shmctl(0, IPC_INFO, (void *)&limits);
  printf("limits %lu %lu\n", limits.shmmin, limits.shmmni);
  struct shm_info info;
  CHECK(shmctl(0, SHM_INFO, (void *)&info) == last);
  printf("in use %d, pages %lu\n", info.used_ids, info.shm_tot);
  CHECK(shmctl(last, SHM_STAT, &status) == segment);
  TRY(shmctl(last + 5, SHM_STAT, &status));
  char *memory = shmat(segment, NULL, 0);
  memory[0] = 5;
  TRY(shmctl(segment, IPC_RMID, NULL));
  shmctl(segment, IPC_STAT, &status);
  printf("mode %o, attached %lu\n", status.shm_perm.mode, status.shm_nattch);
  TRY(shmdt(memory));
  TRY(shmctl(segment, IPC_STAT, &status));
}

int main(void) {
  semaphores();
  segments();
  return 0;
}
