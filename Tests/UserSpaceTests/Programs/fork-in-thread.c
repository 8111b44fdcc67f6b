// fork in a process of many threads: the child has only the one that called.
#include "check.h"
#include <dirent.h>

static int stop;
static void *idle(void *argument) {
  while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST)) sleep_milliseconds(1);
  return argument;
}
static int threads_now(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return -1;
  for (struct dirent *entry; (entry = readdir(tasks));) count += entry->d_name[0] != '.';
  closedir(tasks);
  return count;
}
static void *forks(void *argument) {
  pid_t caller = gettid();
  pid_t pid = fork();
  if (pid == 0) {
    VALUE(threads_now());
    CHECK(gettid() == getpid());
    CHECK(gettid() != caller);
    pthread_t thread;
    stop = 1;
    CODE(pthread_create(&thread, NULL, idle, NULL));
    CODE(pthread_join(thread, NULL));
    pthread_exit(NULL);
  }
  reap("child", pid);
  return argument;
}

int main(void) {
  pthread_t others[3], forking;
  for (int i = 0; i < 3; i++) pthread_create(&others[i], NULL, idle, NULL);
  VALUE(threads_now());
  pthread_create(&forking, NULL, forks, NULL);
  pthread_join(forking, NULL);
  __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
  for (int i = 0; i < 3; i++) pthread_join(others[i], NULL);
  return 0;
}
