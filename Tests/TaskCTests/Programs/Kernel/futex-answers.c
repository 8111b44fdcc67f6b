#include <threadbare.h>
// What each operation of futex answers.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int word, other;
static int wait_there(long bits) {
  if (bits) return futex(&word, FUTEX_WAIT_BITSET, 0, NULL, NULL, (int)bits) == 0 ? 10 : 20;
  return futex(&word, FUTEX_WAIT, 0, NULL, NULL, 0) == 0 ? 10 : 20;
}
static int waiter(long bits) {
  int task = task_clone(CLONE_VM | SIGCHLD, wait_there, bits, NULL, NULL, NULL);
  usleep(20000);
  return task;
}
int main(void) {
  struct timespec soon = {0, 1000000}, wrong = {0, 1000000000};
  word = 5;
  tell(futex(&word, FUTEX_WAIT, 4, NULL, NULL, 0));
  tell(futex(&word, FUTEX_WAIT, 5, &soon, NULL, 0));
  tell(futex(&word, FUTEX_WAIT, 5, &wrong, NULL, 0));
  tell(futex((char *)&word + 1, FUTEX_WAIT, 5, &soon, NULL, 0));
  tell(futex((void *)4096, FUTEX_WAIT, 5, &soon, NULL, 0));
  tell(futex(&word, FUTEX_WAIT_BITSET, 5, NULL, NULL, 0));
  tell(futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
  tell(futex(&word, 99, 1, NULL, NULL, 0));
  tell(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
  word = 0;
  for (int i = 0; i < 3; i++) waiter(0);
  tell(futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
  tell(futex(&word, FUTEX_CMP_REQUEUE, 0, (struct timespec *)1, &other, 9));
  tell(futex(&word, FUTEX_CMP_REQUEUE, 0, (struct timespec *)1, &other, 0));
  tell(futex(&other, FUTEX_WAKE, 9, NULL, NULL, 0));
  tell(futex(&word, FUTEX_REQUEUE, 0, (struct timespec *)9, &other, 0));
  // Sets the second word to 3, and wakes there too, as it was not above 0.
  tell(futex(&word, FUTEX_WAKE_OP, 9, (struct timespec *)9, &other, 0 << 28 | 4 << 24 | 3 << 12 | 0));
  printf("%d\n", other);
  tell(futex(&other, FUTEX_WAKE, 9, NULL, NULL, 0));
  while (wait(NULL) > 0) ;
  waiter(1);
  waiter(2);
  tell(futex(&word, FUTEX_WAKE_BITSET, 9, NULL, NULL, 4));
  tell(futex(&word, FUTEX_WAKE_BITSET, 9, NULL, NULL, 2));
  tell(futex(&word, FUTEX_WAKE, 9, NULL, NULL, 0));
  while (wait(NULL) > 0) ;
  return 0;
}
