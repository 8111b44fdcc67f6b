#include <threadbare.h>
// Real-time signals queue, the lowest number first; others are there or not.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int order[16], count;
static void note(int number, siginfo_t *info, void *context) {
  order[count++ & 15] = (number - SIGRTMIN) * 100 + info->si_value.sival_int;
}
static void plain(int number) { order[count++ & 15] = -number; }
int main(void) {
  struct sigaction action;
  sigset_t all, now;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = note;
  action.sa_flags = SA_SIGINFO;
  sigfillset(&action.sa_mask);
  for (int i = 0; i < 3; i++) sigaction(SIGRTMIN + i, &action, NULL);
  signal(SIGUSR1, plain);
  sigemptyset(&all);
  for (int i = 0; i < 3; i++) sigaddset(&all, SIGRTMIN + i);
  sigaddset(&all, SIGUSR1);
  sigprocmask(SIG_BLOCK, &all, NULL);
  union sigval value;
  for (int i = 0; i < 3; i++) {
    value.sival_int = i;
    sigqueue(getpid(), SIGRTMIN + 2 - i, value);
    sigqueue(getpid(), SIGRTMIN + 1, value);
    kill(getpid(), SIGUSR1);
  }
  sigpending(&now);
  printf("%d ", sigismember(&now, SIGRTMIN + 1));
  printf("%d\n", sigismember(&now, SIGRTMAX));
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  for (int i = 0; i < count; i++) printf("%d ", order[i]);
  printf("\n%d\n", count);
  tell(sigqueue(getpid(), 65, value));
  tell(sigqueue(99999, SIGUSR1, value));
  tell(sigqueue(getpid(), 0, value));
  printf("%d\n", count);
  tell(kill(getpid(), 65));
  tell(kill(99999, 0));
  printf("%d\n", kill(getpid(), 0));
  tell(tgkill(getpid(), 99999, SIGUSR1));
  tell(tgkill(-1, gettid(), SIGUSR1));
  return 0;
}
