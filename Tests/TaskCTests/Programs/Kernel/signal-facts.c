#include <threadbare.h>
// What a handler is told of who sent its signal, and of a child's end.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
static volatile int code, from_self, status, value;
static void note(int number, siginfo_t *info, void *context) {
  code = info->si_code;
  from_self = info->si_pid == getpid();
  status = info->si_status;
}
static void note_value(int number, siginfo_t *info, void *context) {
  code = info->si_code;
  value = info->si_value.sival_int;
}
static void handle(int number, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  printf("%d\n", sigaction(number, &action, NULL));
}
int main(void) {
  handle(SIGUSR1, note);
  handle(SIGUSR2, note_value);
  kill(getpid(), SIGUSR1);
  printf("kill: %d %d\n", code == SI_USER, from_self);
  tgkill(getpid(), gettid(), SIGUSR1);
  printf("tgkill: %d %d\n", code == SI_TKILL, from_self);
  union sigval word;
  word.sival_int = -77;
  sigqueue(getpid(), SIGUSR2, word);
  printf("sigqueue: %d %d\n", code == SI_QUEUE, value);
  handle(SIGCHLD, note);
  sigset_t child, none;
  sigemptyset(&none);
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  pid_t pid = fork();
  if (pid == 0) _exit(9);
  tell(sigsuspend(&none));
  printf("exited: %d %d\n", code == CLD_EXITED, status);
  wait(NULL);
  pid = fork();
  if (pid == 0) while (1) pause();
  kill(pid, SIGSTOP);
  sigsuspend(&none);
  printf("stopped: %d %d\n", code == CLD_STOPPED, status == SIGSTOP);
  kill(pid, SIGCONT);
  sigsuspend(&none);
  printf("continued: %d %d\n", code == CLD_CONTINUED, status == SIGCONT);
  kill(pid, SIGKILL);
  sigsuspend(&none);
  printf("killed: %d %d\n", code == CLD_KILLED, status == SIGKILL);
  printf("%d\n", wait(NULL) == pid);
  return 0;
}
