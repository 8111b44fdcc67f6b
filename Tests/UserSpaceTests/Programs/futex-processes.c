// futex: between processes by shared memory, and not by a private copy.
#include "check.h"
#include <linux/futex.h>

static long futex(int *place, int operation, int value, struct timespec *time) {
  return syscall(SYS_futex, place, operation, value, time, NULL, 0);
}

int main(void) {
  int *words = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static int private_word;
  pid_t pid = fork();
  if (pid == 0) {
    for (int i = 0; i < 10; i++) {
      while (__atomic_load_n(&words[0], __ATOMIC_SEQ_CST) <= i) futex(&words[0], FUTEX_WAIT, i, NULL);
      words[1] += words[0];
      __atomic_store_n(&words[2], i + 1, __ATOMIC_SEQ_CST);
      futex(&words[2], FUTEX_WAKE, 1, NULL);
    }
    _exit(0);
  }
  for (int i = 0; i < 10; i++) {
    __atomic_store_n(&words[0], i + 1, __ATOMIC_SEQ_CST);
    futex(&words[0], FUTEX_WAKE, 1, NULL);
    while (__atomic_load_n(&words[2], __ATOMIC_SEQ_CST) <= i) futex(&words[2], FUTEX_WAIT, i, NULL);
  }
  reap("child", pid);
  VALUE(words[1]);
  pid = fork();
  if (pid == 0) {
    struct timespec time = {0, 30000000};
    long result = futex(&private_word, FUTEX_WAIT, 0, &time);
    _exit(result == -1 && errno == ETIMEDOUT ? 1 : 2);
  }
  sleep_milliseconds(5);
  VALUE(futex(&private_word, FUTEX_WAKE, 9, NULL));
  reap("own copy", pid);
  return 0;
}
