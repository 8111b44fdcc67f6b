// What a queued signal says of its sender is the sender's to choose; what only the kernel says is not.
#include "check.h"

static siginfo_t last;
static void keep(int signal, siginfo_t *info, void *context) { last = *info; }

static void show_last(void) {
  VALUE(last.si_code);
  VALUE(last.si_pid);
  VALUE(last.si_uid);
}

static void *from_thread(void *ignored) {
  pid_t pid = getpid(), tid = syscall(SYS_gettid);
  siginfo_t info = {.si_signo = SIGUSR1, .si_code = SI_USER};
  info.si_pid = 77;
  info.si_uid = 5;
  TRY(syscall(SYS_rt_sigqueueinfo, pid, SIGUSR1, &info));
  TRY(syscall(SYS_rt_tgsigqueueinfo, pid, tid, SIGUSR1, &info));
  show_last();
  TRY(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGUSR1, &info));
  return NULL;
}

int main(void) {
  struct sigaction action = {.sa_sigaction = keep, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &action, NULL);
  pid_t pid = getpid();
  siginfo_t info = {.si_code = -70};
  info.si_pid = 4242;
  info.si_uid = 0;
  info.si_value.sival_ptr = (void *)0x1122334455667788;
  TRY(syscall(SYS_rt_sigqueueinfo, pid, SIGUSR1, &info));
  show_last();
  CHECK(last.si_value.sival_ptr == info.si_value.sival_ptr);
  info.si_code = SI_QUEUE;
  info.si_pid = 9;
  TRY(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGUSR1, &info));
  show_last();
  CHECK(last.si_value.sival_ptr == info.si_value.sival_ptr);
  TRY(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGUSR1, 8));
  TRY(syscall(SYS_rt_tgsigqueueinfo, -1, pid, SIGUSR1, &info));
  CODE(pthread_sigqueue(pthread_self(), SIGUSR1, (union sigval){.sival_int = 31}));
  CHECK(last.si_code == SI_QUEUE && last.si_pid == pid && last.si_value.sival_int == 31);
  pthread_t thread;
  pthread_create(&thread, NULL, from_thread, NULL);
  pthread_join(thread, NULL);
  return 0;
}
