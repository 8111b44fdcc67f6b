// pidfds: open, signals through them, polling for the end, and waitid with P_PIDFD.
#include "check.h"
#include <poll.h>
#include <sys/pidfd.h>

int main(void) {
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0)
    for (;;) pause();
  int fd = pidfd_open(pid, 0);
  CHECK(fd > 2);
  CHECK(fcntl(fd, F_GETFD) == FD_CLOEXEC);
  struct pollfd entry = {.fd = fd, .events = POLLIN};
  VALUE(poll(&entry, 1, 0));
  TRY(waitid(P_PIDFD, fd, &info, WEXITED | WNOHANG));
  TRY(pidfd_send_signal(fd, 0, NULL, 0));
  TRY(pidfd_send_signal(fd, SIGTERM, NULL, 0));
  VALUE(poll(&entry, 1, -1));
  TRY(pidfd_send_signal(fd, SIGTERM, NULL, 0));
  TRY(waitid(P_PIDFD, fd, &info, WEXITED));
  CHECK(info.si_pid == pid && info.si_code == CLD_KILLED && info.si_status == SIGTERM);
  TRY(pidfd_send_signal(fd, 0, NULL, 0));
  TRY(waitid(P_PIDFD, fd, &info, WEXITED));
  TRY(pidfd_open(pid, 0));
  TRY(pidfd_open(0, 0));
  TRY(pidfd_open(-1, 0));
  TRY(pidfd_open(getpid(), 12345));
  TRY(pidfd_send_signal(0, SIGTERM, NULL, 0));
  TRY(waitid(P_PIDFD, 0, &info, WEXITED));
  int nonblocking = pidfd_open(getpid(), O_NONBLOCK);
  CHECK(fcntl(nonblocking, F_GETFL) & O_NONBLOCK);
  return 0;
}
