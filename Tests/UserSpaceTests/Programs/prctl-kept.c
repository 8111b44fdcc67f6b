// Options of prctl that are kept for whoever asks: memory errors, merging, buckets of futexes.
#include "check.h"
#include <sys/prctl.h>

#define CONTROL(...) show_value(#__VA_ARGS__, control(__VA_ARGS__))

static long control(long option, long a, long b, long c, long d) {
  long result = syscall(SYS_prctl, option, a, b, c, d);
  return result == -1 ? -errno : result;
}

static const int merge_set = 67, merge_get = 68, futex_hash = 78;

static void *nothing(void *argument) { return NULL; }

int main(void) {
  CONTROL(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0);
  CONTROL(PR_MCE_KILL_GET, 0, 0, 0, 0);
  CONTROL(PR_MCE_KILL, PR_MCE_KILL_SET, 3, 0, 0);
  CONTROL(PR_MCE_KILL, PR_MCE_KILL_CLEAR, 0, 0, 0);
  CONTROL(PR_MCE_KILL_GET, 0, 0, 0, 0);
  CONTROL(merge_set, 1, 0, 0, 0);
  pid_t pid = fork();
  if (pid == 0) {
    CONTROL(merge_get, 0, 0, 0, 0);
    _exit(0);
  }
  reap("child", pid);
  CONTROL(merge_set, 0, 1, 0, 0);
  CONTROL(merge_set, 0, 0, 0, 0);
  CONTROL(merge_get, 0, 0, 0, 0);
  // PR_FUTEX_HASH: 1 sets, 2 gets.
  CONTROL(futex_hash, 2, 0, 0, 0);
  pthread_t thread;
  pthread_create(&thread, NULL, nothing, NULL);
  pthread_join(thread, NULL);
  CONTROL(futex_hash, 2, 0, 0, 0);
  CONTROL(futex_hash, 1, 3, 0, 0);
  CONTROL(futex_hash, 1, 4, 1, 0);
  CONTROL(futex_hash, 1, 4, 0, 0);
  CONTROL(futex_hash, 2, 0, 0, 0);
  CONTROL(futex_hash, 1, 1 << 29, 0, 0);
  pid = fork();
  if (pid == 0) {
    CONTROL(futex_hash, 2, 0, 0, 0);
    CONTROL(futex_hash, 1, 0, 0, 0);
    CONTROL(futex_hash, 1, 4, 0, 0);
    CONTROL(futex_hash, 2, 0, 0, 0);
    _exit(0);
  }
  reap("child", pid);
  CONTROL(futex_hash, 9, 0, 0, 0);
  CONTROL(PR_GET_PDEATHSIG, 0, 0, 0, 0);
  CONTROL(PR_GET_CHILD_SUBREAPER, 0, 0, 0, 0);
  return 0;
}
