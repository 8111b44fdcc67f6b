#include <threadbare.h>
// Descriptors of processes.
static void tell(long answer) { printf("%ld %s\n", answer, answer < 0 ? strerror(errno) : "well"); }
int main(void) {
  siginfo_t info;
  tell(pidfd_open(0, 0));
  tell(pidfd_open(-5, 0));
  tell(pidfd_open(99999, 0));
  tell(pidfd_open(getpid(), 77));
  pid_t child = fork();
  if (child == 0) _exit(66);
  int descriptor = pidfd_open(child, 0);
  printf("%d %d\n", descriptor > 2, fcntl(descriptor, F_GETFD) == FD_CLOEXEC);
  memset(&info, 0, sizeof info);
  tell(waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED));
  printf("%d %d\n", info.si_pid == child, info.si_status);
  tell(waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED));
  char byte;
  tell(read(descriptor, &byte, 1));
  tell(close(descriptor));
  tell(waitid(P_PIDFD, (id_t)descriptor, &info, WEXITED));
  tell(pidfd_open(child, 0));
  return 0;
}
