#include <threadbare.h>
// What each thread has for itself: `__thread` variables, errno, its stack and its mask.
static __thread int own = 5;
static __thread int zero;
static int shared = 5;
static void *change(void *places) {
  sigset_t set;
  int before = own * 10 + zero;
  own = zero = shared = 77;
  close(-1);
  ((long *)places)[0] = (long)&own;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return (void *)(long)(before * 100 + (errno == EBADF));
}
int main(void) {
  pthread_t thread;
  sigset_t set;
  long place[1];
  void *result;
  errno = 0;
  for (int i = 0; i < 2; i++) {
    pthread_create(&thread, NULL, change, place);
    pthread_join(thread, &result);
    printf("%ld %d %d %d %d %d\n", (long)result, own, zero, shared, errno, place[0] == (long)&own);
  }
  sigprocmask(SIG_BLOCK, NULL, &set);
  printf("%d\n", sigismember(&set, SIGUSR1));
  own = 6;
  pid_t child = fork();
  if (child == 0) _exit(own);
  int status;
  waitpid(child, &status, 0);
  printf("%d\n", WEXITSTATUS(status));
  return 0;
}
