#include <threadbare.h>
// The kernel marks the words of a robust list whose owner has died, and wakes who waits.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
struct lock {
  struct robust_list list;
  volatile int word;
};
static struct lock lock;
static struct robust_list_head head;
static int dies(long unused) {
  head.list.next = &lock.list;
  lock.list.next = &head.list;
  head.futex_offset = (long)&lock.word - (long)&lock.list;
  head.list_op_pending = NULL;
  printf("%d\n", set_robust_list(&head, sizeof head));
  lock.word = gettid() | (int)FUTEX_WAITERS;
  usleep(20000);
  return 0;
}
int main(void) {
  tell(set_robust_list(&head, 1));
  int value, task = task_clone(CLONE_VM | SIGCHLD, dies, 0, NULL, NULL, NULL);
  while ((value = lock.word) == 0) sched_yield();
  printf("%d\n", (value & (int)FUTEX_TID_MASK) == task);
  while (!(lock.word & (int)FUTEX_OWNER_DIED)) futex(&lock.word, FUTEX_WAIT, value, NULL, NULL, 0);
  printf("%d %d\n", (lock.word & (int)FUTEX_TID_MASK), (lock.word & (int)FUTEX_WAITERS) != 0);
  int status;
  printf("%d ", wait(&status) == task);
  printf("%d\n", WEXITSTATUS(status));
  return 0;
}
