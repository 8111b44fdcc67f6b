#include <threadbare.h>
// How threads end, and what joining them answers.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static pthread_t first;
static void *same(void *argument) { return argument; }
static void *leaves(void *argument) {
  pthread_exit((char *)argument + 1);
  return NULL;
}
static void *joins_first(void *unused) {
  void *result;
  printf("%d\n", pthread_join(first, &result));
  printf("%ld\n", (long)result);
  printf("%d\n", pthread_equal(first, pthread_self()) != 0);
  // The last thread to end ends the process.
  return NULL;
}
int main(void) {
  pthread_t thread;
  void *result = NULL;
  printf("%d\n", pthread_create(&thread, NULL, same, (void *)7));
  printf("%d\n", pthread_join(thread, &result));
  printf("%ld\n", (long)result);
  pthread_create(&thread, NULL, leaves, (void *)8);
  pthread_join(thread, &result);
  printf("%ld\n", (long)result);
  pthread_create(&thread, NULL, same, NULL);
  printf("%d\n", pthread_detach(thread));
  printf("%d\n", pthread_join(pthread_self(), NULL) == EDEADLK);
  pid_t child = fork();
  if (child == 0) {
    pthread_create(&thread, NULL, same, NULL);
    pthread_exit(NULL);
  }
  int status;
  waitpid(child, &status, 0);
  printf("%d %d\n", WIFEXITED(status), WEXITSTATUS(status));
  first = pthread_self();
  pthread_create(&thread, NULL, joins_first, NULL);
  pthread_exit((void *)99);
  return 1;
}
