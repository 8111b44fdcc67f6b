#include <threadbare.h>
// A signal ends a read early, or the read goes on: SA_RESTART says which.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static int ends[2];
static volatile int rang;
static void ring(int number) { rang++; }
static void ring_and_write(int number) {
  rang++;
  write(ends[1], "late", 4);
}
static void handle(void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, NULL);
}
int main(void) {
  char text[8];
  memset(text, 0, sizeof text);
  pipe(ends);
  handle(ring, 0);
  alarm(1);
  tell(read(ends[0], text, 4));
  handle(ring_and_write, SA_RESTART);
  alarm(1);
  printf("%ld %s\n", read(ends[0], text, 4), text);
  printf("%d\n", rang);
  alarm(1);
  // pause is never gone on with.
  tell(pause());
  struct timespec time = {3, 0}, rest = {0, 0};
  handle(ring, SA_RESTART);
  alarm(1);
  tell(nanosleep(&time, &rest));
  printf("%d\n", rest.tv_sec >= 1);
  pid_t child = fork();
  if (child == 0) {
    sleep(2);
    _exit(3);
  }
  int status = 0;
  alarm(1);
  printf("%d ", waitpid(child, &status, 0) == child);
  printf("%d\n", WEXITSTATUS(status));
  handle(SIG_DFL, 0);
  alarm(1);
  pause();
  return 0;
}
