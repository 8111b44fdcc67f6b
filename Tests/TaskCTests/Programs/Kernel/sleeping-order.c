#include <threadbare.h>
// Sleepers wake in the order of their times; clocks go forward.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static int sleeps(long tenths) {
  struct timespec time = {0, tenths * 100000000};
  nanosleep(&time, NULL);
  printf("%ld\n", tenths);
  return 0;
}
int main(void) {
  struct timespec before, after, odd = {0, 1000000000}, past = {-1, 0}, none = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &before);
  task_clone(CLONE_VM | SIGCHLD, sleeps, 3, NULL, NULL, NULL);
  task_clone(CLONE_VM | SIGCHLD, sleeps, 1, NULL, NULL, NULL);
  task_clone(CLONE_VM | SIGCHLD, sleeps, 5, NULL, NULL, NULL);
  while (wait(NULL) > 0) ;
  clock_gettime(CLOCK_MONOTONIC, &after);
  long passed = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
  printf("%d\n", passed >= 499 && passed < 5000);
  tell(nanosleep(&odd, NULL));
  tell(nanosleep(&past, NULL));
  tell(nanosleep(&none, NULL));
  tell(nanosleep(NULL, NULL));
  tell(clock_gettime(12345, &after));
  tell(clock_gettime(CLOCK_REALTIME, &after));
  printf("%d\n", after.tv_nsec >= 0 && after.tv_nsec < 1000000000);
  tell(usleep(0));
  printf("%u %u\n", sleep(0), alarm(0));
  return 0;
}
