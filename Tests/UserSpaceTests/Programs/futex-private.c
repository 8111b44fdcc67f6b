// FUTEX_PRIVATE_FLAG makes another futex of a word, in shared memory and in private memory.
#include "check.h"
#include <linux/futex.h>

static int *word;
static int operation;
static volatile long result;

static long futex(int *at, int what, int value, long time, int *other, int third) {
  long answer = syscall(SYS_futex, at, what, value, time, other, third);
  return answer < 0 ? -errno : answer;
}

static void *waiter(void *unused) {
  result = futex(word, operation, 0, 0, NULL, 0);
  return NULL;
}

// Lets a thread wait with one kind of flag, and wakes with both kinds.
static void both(const char *where, int private) {
  operation = FUTEX_WAIT | (private ? FUTEX_PRIVATE_FLAG : 0);
  pthread_t thread;
  pthread_create(&thread, NULL, waiter, NULL);
  usleep(20000);
  long other = futex(word, FUTEX_WAKE | (private ? 0 : FUTEX_PRIVATE_FLAG), 9, 0, NULL, 0);
  long moved = futex(word, FUTEX_REQUEUE | (private ? 0 : FUTEX_PRIVATE_FLAG), 0, 9, word + 1, 0);
  long own = futex(word, FUTEX_WAKE | (private ? FUTEX_PRIVATE_FLAG : 0), 9, 0, NULL, 0);
  pthread_join(thread, NULL);
  printf("%s, %s: the other kind %ld %ld, its own %ld, result %ld\n", where,
         private ? "private" : "shared", other, moved, own, result);
}

int main(void) {
  int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  word = shared;
  both("shared memory", 0);
  both("shared memory", 1);
  word = private;
  both("private memory", 0);
  both("private memory", 1);
  // Two addresses of one page: only the shared futex is one.
  int fd = open("/tmp/page", O_CREAT | O_RDWR, 0600);
  ftruncate(fd, 4096);
  int *one = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  int *two = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  for (int kind = 0; kind < 2; kind++) {
    word = one;
    operation = FUTEX_WAIT | (kind ? FUTEX_PRIVATE_FLAG : 0);
    pthread_t thread;
    pthread_create(&thread, NULL, waiter, NULL);
    usleep(20000);
    long there = futex(two, FUTEX_WAKE | (kind ? FUTEX_PRIVATE_FLAG : 0), 1, 0, NULL, 0);
    long here = futex(one, FUTEX_WAKE | (kind ? FUTEX_PRIVATE_FLAG : 0), 1, 0, NULL, 0);
    pthread_join(thread, NULL);
    printf("two addresses, %s: there %ld, here %ld\n", kind ? "private" : "shared", there, here);
  }
  // Another process is not reached by what is private.
  for (int kind = 0; kind < 2; kind++) {
    int flag = kind ? FUTEX_PRIVATE_FLAG : 0;
    pid_t pid = fork();
    if (pid == 0) {
      struct timespec time = {0, 200000000};
      long got = futex(shared, FUTEX_WAIT | flag, 0, (long)&time, NULL, 0);
      printf("child, %s: %s\n", kind ? "private" : "shared", got ? strerrorname_np(-got) : "woken");
      exit(0);
    }
    usleep(50000);
    long woken = futex(shared, FUTEX_WAKE | flag, 1, 0, NULL, 0);
    reap("child", pid);
    VALUE(woken);
  }
  // Nothing is mapped there, but who wakes what is private does not look.
  VALUE(futex((int *)8, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, NULL, 0));
  VALUE(futex((int *)8, FUTEX_WAKE, 1, 0, NULL, 0));
  VALUE(futex((int *)9, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, NULL, 0));
  VALUE(futex((int *)9, FUTEX_WAIT, 1, 0, NULL, 0));
  VALUE(futex((int *)9, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 1, 0, NULL, 0));
  VALUE(futex((int *)8, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 1, 0, NULL, 0));
  return 0;
}
