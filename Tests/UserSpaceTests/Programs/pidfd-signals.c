// pidfd_send_signal with facts of its own, by directories in /proc, and a stopped child that is killed.
#include "check.h"

static volatile sig_atomic_t taken, value, sender;

static void take(int signal, siginfo_t *info, void *context) {
  taken = info->si_code;
  value = info->si_value.sival_int;
  sender = info->si_pid;
}

static long send(int fd, int signal, siginfo_t *info, unsigned flags) {
  return syscall(SYS_pidfd_send_signal, fd, signal, info, flags);
}

int main(void) {
  struct sigaction action = {.sa_sigaction = take, .sa_flags = SA_SIGINFO};
  sigaction(SIGUSR1, &action, NULL);
  int own = syscall(SYS_pidfd_open, getpid(), 0);
  TRY(send(own, SIGUSR1, NULL, 0));
  VALUE(taken);
  siginfo_t info;
  memset(&info, 0, sizeof info);
  info.si_signo = SIGUSR1;
  info.si_code = SI_QUEUE;
  info.si_pid = 4242;
  info.si_value.sival_int = 99;
  TRY(send(own, SIGUSR1, &info, 0));
  printf("code %d, value %d, from %d\n", taken, value, sender);
  TRY(send(own, SIGUSR2, &info, 0));
  TRY(send(own, SIGUSR1, (void *)1, 0));
  TRY(send(own, SIGUSR1, &info, 9));
  TRY(send(own, 0, NULL, 0));
  // To itself a process may say what the kernel says.
  info.si_code = SI_USER;
  TRY(send(own, SIGUSR1, &info, 0));
  int folder = open("/proc/self", O_RDONLY | O_DIRECTORY);
  TRY(send(folder, SIGUSR1, NULL, 0));
  TRY(send(open("/proc/self/task", O_RDONLY | O_DIRECTORY), SIGUSR1, NULL, 0));
  TRY(send(open("/dev/null", O_RDONLY), SIGUSR1, NULL, 0));
  TRY(send(99, SIGUSR1, NULL, 0));
  siginfo_t told;
  TRY(waitid(P_PIDFD, folder, &told, WEXITED));

  pid_t pid = fork();
  if (pid == 0) {
    raise(SIGSTOP);
    _exit(0);
  }
  int child = syscall(SYS_pidfd_open, pid, 0);
  char path[32];
  snprintf(path, sizeof path, "/proc/%d", pid);
  folder = open(path, O_RDONLY | O_DIRECTORY);
  TRY(waitid(P_PIDFD, child, &told, WSTOPPED));
  printf("code %d, status %d\n", told.si_code, told.si_status);
  TRY(send(child, SIGUSR1, &info, 0));
  info.si_code = SI_TKILL;
  TRY(send(child, SIGUSR1, &info, 0));
  // It is no longer stopped, even before it has ended.
  TRY(send(folder, SIGKILL, NULL, 0));
  TRY(waitid(P_PIDFD, child, &told, WSTOPPED | WEXITED));
  printf("code %d, status %d\n", told.si_code, told.si_status);
  TRY(send(child, 0, NULL, 0));
  TRY(send(folder, 0, NULL, 0));
  return 0;
}
