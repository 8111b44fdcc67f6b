// Bad addresses: calls give EFAULT and change nothing, where the library does not look itself.
#include "check.h"
#include <poll.h>
#include <sys/resource.h>
#include <sys/uio.h>

#define BAD ((void *)8)

int main(void) {
  int pipes[2], fd = open("/dev/zero", O_RDONLY);
  pipe(pipes);
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(page + 4096, 4096);
  TRY(syscall(SYS_read, fd, BAD, 10));
  TRY(syscall(SYS_write, pipes[1], BAD, 10));
  VALUE(syscall(SYS_write, pipes[1], page + 4090, 6));
  TRY(syscall(SYS_write, pipes[1], page + 4096, 1));
  VALUE(syscall(SYS_read, pipes[0], page, 100));
  TRY(syscall(SYS_pipe2, BAD, 0));
  TRY(syscall(SYS_openat, AT_FDCWD, BAD, 0));
  TRY(syscall(SYS_clock_gettime, CLOCK_MONOTONIC_RAW, BAD));
  TRY(syscall(SYS_nanosleep, BAD, NULL));
  TRY(syscall(SYS_rt_sigaction, SIGUSR1, BAD, NULL, 8));
  TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, BAD, NULL, 8));
  TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, BAD, 8));
  TRY(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 4));
  TRY(syscall(SYS_rt_sigpending, BAD, 8));
  TRY(syscall(SYS_sigaltstack, BAD, NULL));
  TRY(syscall(SYS_getrusage, RUSAGE_SELF, BAD));
  TRY(syscall(SYS_uname, BAD));
  TRY(syscall(SYS_getcwd, BAD, 100));
  TRY(syscall(SYS_chdir, BAD));
  TRY(syscall(SYS_prlimit64, 0, RLIMIT_CPU, BAD, NULL));
  TRY(syscall(SYS_prlimit64, 0, RLIMIT_CPU, NULL, BAD));
  TRY(syscall(SYS_sched_getaffinity, 0, 128, BAD));
  TRY(syscall(SYS_ppoll, BAD, 1, NULL, NULL, 0));
  TRY(syscall(SYS_execve, BAD, NULL, NULL));
  TRY(syscall(SYS_writev, pipes[1], BAD, 1));
  TRY(syscall(SYS_futex, BAD, 1, 1, NULL, NULL, 0));
  TRY(syscall(SYS_getitimer, ITIMER_REAL, BAD));
  pid_t pid = fork();
  if (pid == 0) _exit(6);
  TRY(syscall(SYS_wait4, pid, BAD, 0, NULL));
  TRY(syscall(SYS_wait4, pid, NULL, 0, NULL));
  TRY(syscall(1000));
  return 0;
}
