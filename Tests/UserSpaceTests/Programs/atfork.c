// pthread_atfork: the order of handlers, and a mutex that they keep whole.
#include "check.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char order[64];
static void prepare1(void) { strcat(order, "a"); }
static void prepare2(void) {
  pthread_mutex_lock(&mutex);
  strcat(order, "b");
}
static void parent1(void) { strcat(order, "c"); }
static void parent2(void) {
  strcat(order, "d");
  pthread_mutex_unlock(&mutex);
}
static void child1(void) { strcat(order, "e"); }
static void child2(void) {
  strcat(order, "f");
  pthread_mutex_unlock(&mutex);
}

int main(void) {
  CODE(pthread_atfork(prepare1, parent1, child1));
  CODE(pthread_atfork(prepare2, parent2, child2));
  pid_t pid = fork();
  if (pid == 0) {
    show("child", order);
    CODE(pthread_mutex_trylock(&mutex));
    _exit(0);
  }
  reap("child", pid);
  show("parent", order);
  CODE(pthread_mutex_trylock(&mutex));
  return 0;
}
