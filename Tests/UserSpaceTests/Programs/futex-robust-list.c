// The robust list: words of a thread that ends get FUTEX_OWNER_DIED, one that waits is woken.
#include "check.h"
#include <linux/futex.h>
#include <stddef.h>

struct entry { struct robust_list list; int word; };
static struct entry *entries;

int main(void) {
  entries = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct robust_list_head *got;
  size_t size;
  struct robust_list_head head;
  pid_t pid = fork();
  if (pid == 0) {
    head.list.next = &entries[0].list;
    entries[0].list.next = &entries[1].list;
    entries[1].list.next = &head.list;
    head.futex_offset = offsetof(struct entry, word);
    head.list_op_pending = &entries[2].list;
    entries[0].word = gettid() | FUTEX_WAITERS;
    entries[1].word = 12345;
    entries[2].word = gettid();
    TRY(syscall(SYS_set_robust_list, &head, sizeof head - 1));
    TRY(syscall(SYS_set_robust_list, &head, sizeof head));
    TRY(syscall(SYS_get_robust_list, 0, &got, &size));
    CHECK(got == &head && size == sizeof head);
    sleep_milliseconds(10);
    _exit(0);
  }
  int value;
  while ((value = __atomic_load_n(&entries[0].word, __ATOMIC_SEQ_CST)) == 0
         || !(value & FUTEX_OWNER_DIED))
    syscall(SYS_futex, &entries[0].word, FUTEX_WAIT, value, NULL, NULL, 0);
  CHECK(value == (int)(FUTEX_OWNER_DIED | FUTEX_WAITERS));
  reap("child", pid);
  VALUE(entries[1].word);
  CHECK(entries[2].word == FUTEX_OWNER_DIED);
  TRY(syscall(SYS_get_robust_list, 99999, &got, &size));
  return 0;
}
