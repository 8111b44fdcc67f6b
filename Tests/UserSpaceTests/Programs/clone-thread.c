// clone with CLONE_THREAD: a task in this process, with set_tid_address's futex at its end.
#include "check.h"
#include <linux/futex.h>

static char stack[65536] __attribute__((aligned(16)));
static volatile int tid_of_child, pid_of_child, parent_of_child;
static int cleared = 1, parent_tid;
static int child(void *argument) {
  (void)argument;
  tid_of_child = syscall(SYS_gettid);
  pid_of_child = syscall(SYS_getpid);
  parent_of_child = syscall(SYS_getppid);
  syscall(SYS_exit, 3);
  return 0;
}

int main(void) {
  int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
  int tid = clone(child, stack + sizeof stack, flags | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
      NULL, &parent_tid, NULL, &cleared);
  for (int value; (value = __atomic_load_n(&cleared, __ATOMIC_SEQ_CST)) != 0;)
    syscall(SYS_futex, &cleared, FUTEX_WAIT, value, NULL, NULL, 0);
  CHECK(tid == tid_of_child && tid == parent_tid);
  CHECK(pid_of_child == getpid());
  CHECK(parent_of_child == getppid());
  TRY(waitpid(tid, NULL, __WALL));
  CHECK(syscall(SYS_set_tid_address, &cleared) == gettid());
  TRY(clone(child, stack + sizeof stack, CLONE_THREAD | CLONE_VM, NULL));
  TRY(clone(child, stack + sizeof stack, CLONE_THREAD | CLONE_SIGHAND, NULL));
  return 0;
}
