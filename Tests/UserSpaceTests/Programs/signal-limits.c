// Limits of signals that wait, flags of sigaction, and stacks for handlers that are armed once.
#include "check.h"
#include <sys/resource.h>
#include <ucontext.h>

static char stack[65536];
static volatile sig_atomic_t was_on_stack, flags_in_handler, flags_of_frame;

static void nothing(int signal) {}

static void look(int signal, siginfo_t *info, void *context) {
  char here;
  was_on_stack = &here > stack && &here < stack + sizeof stack;
  stack_t now;
  sigaltstack(NULL, &now);
  flags_in_handler = now.ss_flags;
  flags_of_frame = ((ucontext_t *)context)->uc_stack.ss_flags;
}

static void armed_once(void) {
  stack_t stack_with = {.ss_sp = stack, .ss_flags = (int)(1u << 31), .ss_size = sizeof stack};
  TRY(sigaltstack(&stack_with, NULL));
  struct sigaction action = {.sa_sigaction = look, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigaction(SIGUSR1, &action, NULL);
  for (int round = 0; round < 2; round++) {
    raise(SIGUSR1);
    VALUE(was_on_stack);
    printf("in the handler %x, in its frame %x\n", flags_in_handler, flags_of_frame);
    stack_t now;
    sigaltstack(NULL, &now);
    printf("after it %x, %d\n", now.ss_flags, now.ss_sp == stack);
    stack_with.ss_flags = SS_ONSTACK;
    TRY(sigaltstack(&stack_with, NULL));
  }
  stack_with.ss_flags = 4;
  TRY(sigaltstack(&stack_with, NULL));
  stack_with.ss_flags = (int)(1u << 31) | SS_DISABLE;
  TRY(sigaltstack(&stack_with, NULL));
  sigaltstack(NULL, &stack_with);
  printf("disabled %x\n", stack_with.ss_flags);
}

static void queue_limits(void) {
  struct rlimit three = {3, 3};
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  TRY(setrlimit(RLIMIT_SIGPENDING, &three));
  for (int value = 1; value <= 4; value++) {
    TRY(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = value}));
  }
  TRY(kill(getpid(), SIGRTMIN + 1));
  TRY(tgkill(getpid(), gettid(), SIGRTMIN + 2));
  TRY(kill(getpid(), SIGUSR1));
  TRY(sigqueue(getpid(), SIGUSR2, (union sigval){.sival_int = 9}));
  TRY(tgkill(getpid(), gettid(), SIGHUP));
  siginfo_t info;
  struct timespec now = {0, 0};
  int signal;
  while ((signal = sigtimedwait(&all, &info, &now)) > 0) {
    printf("%s: code %d, own pid %d, value %d\n", sigabbrev_np(signal) ?: "real time", info.si_code,
      info.si_pid == getpid(), info.si_code == SI_QUEUE ? info.si_value.sival_int : 0);
  }
  timer_t timer;
  for (int count = 0; count < 4; count++) TRY(timer_create(CLOCK_MONOTONIC, NULL, &timer));
  TRY(sigqueue(getpid(), SIGRTMIN, (union sigval){0}));
  TRY(timer_delete(timer));
  TRY(sigqueue(getpid(), SIGRTMIN, (union sigval){0}));
}

int main(void) {
  // Bits that are no flags are not kept, so that a program can ask.
  struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART | 0x400 | 0x800 | 0x2345000};
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR1, NULL, &action);
  // x86-64 adds SA_RESTORER.
  printf("flags %x\n", action.sa_flags & ~0x4000000);
  armed_once();
  pid_t pid = fork();
  if (pid == 0) {
    queue_limits();
    _exit(0);
  }
  reap("queue", pid);
  return 0;
}
