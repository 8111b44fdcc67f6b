// __thread variables: start values, zeroes, one for each thread, alignment, and after fork.
#include "check.h"

static __thread int number = 42;
static __thread char text[32] = "initial";
static __thread long zeroes[100];
static __thread struct { _Alignas(64) char line[64]; } aligned;
static int *addresses[3];

static void *change(void *argument) {
  long id = (long)argument, rest = 0;
  addresses[id] = &number;
  for (int i = 0; i < 100; i++) rest |= zeroes[i];
  int fresh = number == 42 && strcmp(text, "initial") == 0 && rest == 0;
  number += (int)id;
  zeroes[99] = id;
  snprintf(text, sizeof text, "thread %ld", id);
  return (void *)(long)(fresh && (uintptr_t)&aligned % 64 == 0);
}

int main(void) {
  pthread_t threads[3];
  void *fresh[3];
  for (long i = 1; i < 3; i++) pthread_create(&threads[i], NULL, change, (void *)i);
  for (int i = 1; i < 3; i++) pthread_join(threads[i], &fresh[i]);
  VALUE((long)fresh[1]);
  VALUE((long)fresh[2]);
  CHECK(change((void *)0) != NULL);
  CHECK(addresses[0] != addresses[1]);
  VALUE(number);
  puts(text);
  number = 7;
  pid_t pid = fork();
  if (pid == 0) {
    number++;
    _exit(number);
  }
  reap("child", pid);
  VALUE(number);
  return 0;
}
