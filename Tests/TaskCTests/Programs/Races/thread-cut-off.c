#include <threadbare.h>
// The end of the process may come before a thread has done its work.
static void *work(void *unused) {
  write(1, "work ", 5);
  return NULL;
}
int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, work, NULL);
  write(1, "end ", 4);
  return 7;
}
