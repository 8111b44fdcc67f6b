// Arguments of 32 bits: what is in the upper half of the register does not count.
#include "check.h"
#include <poll.h>
#include <sys/sem.h>
#include <sys/time.h>

#define UPPER 0xabcdef0000000000UL

int main(void) {
  int set = semget(IPC_PRIVATE, 1, 0600);
  struct sembuf up = {0, 1, 0};
  struct itimerval timer = {{9, 0}, {9, 0}};
  siginfo_t info;
  struct pollfd entry = {1, POLLOUT};
  struct timespec none = {0};
  TRY(syscall(SYS_semop, set, &up, UPPER | 1));
  TRY(syscall(SYS_semtimedop, set, &up, UPPER | 1, 0));
  VALUE(semctl(set, 0, GETVAL));
  TRY(syscall(SYS_setitimer, UPPER | 1, &timer, 0));
  TRY(syscall(SYS_getitimer, UPPER | 1, &timer));
  TRY(syscall(SYS_waitid, UPPER | P_ALL, 0, &info, UPPER | WEXITED, 0));
  TRY(syscall(SYS_waitid, UPPER | 256, 0, &info, WEXITED, 0));
  VALUE(syscall(SYS_ppoll, &entry, UPPER | 1, &none, 0, 8));
  semctl(set, 0, IPC_RMID);
  return 0;
}
