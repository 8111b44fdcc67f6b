#include <threadbare.h>
// All semaphores of a set at once.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  uint16_t values[3];
  union semun word;
  int set = semget(IPC_PRIVATE, 3, 0600);
  values[0] = 4;
  values[1] = 0;
  values[2] = 9;
  word.array = values;
  tell(semctl(set, 0, SETALL, word));
  memset(values, 0, sizeof values);
  tell(semctl(set, 0, GETALL, word));
  printf("%d %d %d\n", values[0], values[1], values[2]);
  // Three steps, all at one moment.
  struct sembuf steps[3] = {{0, -4, 0}, {1, 0, 0}, {2, 1, 0}};
  tell(semop(set, steps, 3));
  semctl(set, 0, GETALL, word);
  printf("%d %d %d\n", values[0], values[1], values[2]);
  values[1] = 40000;
  tell(semctl(set, 0, SETALL, word));
  printf("%d\n", semctl(set, 2, GETVAL));
  semctl(set, 0, IPC_RMID);
  return 0;
}
