#include <threadbare.h>
// SEM_UNDO: what a process took is given back at its end.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static int set;
static int step(int number, int by, int flags) {
  struct sembuf operation;
  operation.sem_num = (uint16_t)number;
  operation.sem_op = (int16_t)by;
  operation.sem_flg = (int16_t)flags;
  return semop(set, &operation, 1);
}
static int value(int number) { return semctl(set, number, GETVAL); }
int main(void) {
  int status;
  union semun word;
  set = semget(IPC_PRIVATE, 2, 0600);
  word.val = 3;
  tell(semctl(set, 0, SETVAL, word));
  printf("%d %d\n", value(0), value(1));
  pid_t child = fork();
  if (child == 0) {
    step(0, -2, SEM_UNDO);
    step(1, 5, SEM_UNDO);
    step(1, 1, 0);
    _exit(value(0) * 10 + value(1));
  }
  waitpid(child, &status, 0);
  printf("%d %d %d\n", WEXITSTATUS(status), value(0), value(1));
  printf("%d\n", semctl(set, 0, GETPID) == child);
  tell(step(0, -4, IPC_NOWAIT));
  tell(step(0, 0, IPC_NOWAIT));
  tell(step(2, 1, 0));
  tell(step(0, 32767, 0));
  word.val = 40000;
  tell(semctl(set, 0, SETVAL, word));
  word.val = -1;
  tell(semctl(set, 0, SETVAL, word));
  tell(semctl(set, 7, GETVAL));
  struct sembuf both[2] = {{0, -1, 0}, {1, -9, IPC_NOWAIT}};
  // All of it or nothing.
  tell(semop(set, both, 2));
  printf("%d %d\n", value(0), value(1));
  child = fork();
  if (child == 0) _exit(step(0, -9, 0) < 0 && errno == EIDRM ? 1 : 2);
  while (semctl(set, 0, GETNCNT) == 0) usleep(1000);
  printf("%d %d\n", semctl(set, 0, GETNCNT), semctl(set, 0, GETZCNT));
  tell(semctl(set, 0, IPC_RMID));
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  tell(step(0, 1, 0));
  tell(semget(IPC_PRIVATE, 0, 0600));
  tell(semget(77, 1, 0600));
  printf("%d\n", semget(77, 1, IPC_CREAT | 0600) >= 0);
  tell(semget(77, 1, IPC_CREAT | IPC_EXCL | 0600));
  tell(semget(77, 2, 0600));
  return 0;
}
