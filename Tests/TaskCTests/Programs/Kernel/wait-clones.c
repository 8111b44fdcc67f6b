#include <threadbare.h>
// Children that say nothing at their end, or another signal than SIGCHLD, are for __WCLONE and __WALL.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static int end(long code) { return (int)code; }
static volatile int notes;
static void note(int number) { notes++; }
static int child_of_thread;
static void *start(void *unused) {
  child_of_thread = fork();
  if (child_of_thread == 0) _exit(33);
  return NULL;
}
static void *ask(void *unused) {
  int status;
  // The child is another thread's: it counts only without __WNOTHREAD.
  tell(waitpid(child_of_thread, &status, __WNOTHREAD));
  printf("%d ", waitpid(child_of_thread, &status, 0) == child_of_thread);
  printf("%d\n", WEXITSTATUS(status));
  return NULL;
}
int main(void) {
  int status;
  signal(SIGUSR1, note);
  pid_t silent = task_clone(CLONE_VM, end, 4, NULL, NULL, NULL);
  tell(waitpid(silent, &status, 0));
  printf("%d ", waitpid(silent, &status, (int)__WCLONE) == silent);
  printf("%d\n", WEXITSTATUS(status));
  pid_t other = task_clone(CLONE_VM | SIGUSR1, end, 5, NULL, NULL, NULL);
  while (!notes) sched_yield();
  printf("%d\n", waitpid(-1, &status, WNOHANG | __WALL) == other);
  printf("%d %d\n", WEXITSTATUS(status), notes);
  pid_t usual = task_clone(CLONE_VM | SIGCHLD, end, 6, NULL, NULL, NULL);
  tell(waitpid(usual, &status, (int)__WCLONE));
  printf("%d ", waitpid(usual, &status, __WALL) == usual);
  printf("%d\n", WEXITSTATUS(status));
  tell(waitpid(-1, &status, 0x100));
  tell(waitpid(-2147483647 - 1, &status, 0));
  tell(wait4(-1, &status, WNOHANG, NULL));
  pthread_t thread;
  pthread_create(&thread, NULL, start, NULL);
  pthread_join(thread, NULL);
  pthread_create(&thread, NULL, ask, NULL);
  pthread_join(thread, NULL);
  return 0;
}
