// process_vm_readv and writev between two processes, descriptors by pidfd_getfd, times of children.
#include "check.h"
#include <sys/resource.h>
#include <sys/uio.h>

static char text[32] = "what the parent has";
static char area[16384];

int main(void) {
  int down[2], up[2];
  pipe(down);
  pipe(up);
  pid_t pid = fork();
  if (pid == 0) {
    strcpy(text, "what the child has");
    memset(area, 'c', sizeof area);
    int fd = open("/tmp/shared", O_RDWR | O_CREAT, 0600);
    dup2(fd, 50);
    write(up[1], "x", 1);
    char byte;
    read(down[0], &byte, 1);
    puts(text);
    for (volatile int i = 0; i < 3000000; i++) {}
    _exit(area[8192] == 'p' ? 7 : 8);
  }
  char byte, got[32] = "";
  read(up[0], &byte, 1);
  struct iovec mine[2] = {{got, 5}, {got + 5, 20}}, theirs[2] = {{text, 10}, {text + 10, 15}};
  VALUE(process_vm_readv(pid, mine, 2, theirs, 2, 0));
  puts(got);
  puts(text);
  strcpy(got, "WHAT");
  mine[0].iov_len = 4;
  theirs[0].iov_len = 4;
  VALUE(process_vm_writev(pid, mine, 1, theirs, 1, 0));
  memset(area, 'p', sizeof area);
  struct iovec large[2] = {{area, sizeof area}, {area, 0}}, other[3] = {{area, 100}, {area + 100, 9000}};
  VALUE(process_vm_writev(pid, large, 2, other, 2, 0));
  // What is not there ends it.
  other[0] = (struct iovec){area, 100};
  other[1] = (struct iovec){(void *)8, 100};
  VALUE(process_vm_readv(pid, large, 1, other, 2, 0));
  TRY(process_vm_readv(pid, large, 1, other + 1, 1, 0));
  struct iovec nowhere = {(void *)8, 100};
  TRY(process_vm_readv(pid, &nowhere, 1, other, 1, 0));
  TRY(process_vm_readv(pid, large, 1, other, 1, 1));
  TRY(process_vm_readv(99999, large, 1, other, 1, 0));
  TRY(process_vm_readv(pid, large, 0, other, 1, 0));
  TRY(process_vm_readv(pid, large, 1, other, 0, 0));
  TRY(process_vm_readv(pid, large, 1025, other, 1, 0));
  TRY(process_vm_readv(pid, large, 1, other, 1025, 0));
  TRY(process_vm_readv(pid, (void *)8, 1, other, 1, 0));
  TRY(process_vm_readv(pid, large, 1, (void *)8, 1, 0));

  int process = syscall(SYS_pidfd_open, pid, 0);
  int fd = syscall(SYS_pidfd_getfd, process, 50, 0);
  CHECK(fd > 2);
  VALUE(fcntl(fd, F_GETFD));
  VALUE(write(fd, "12345", 5));
  TRY(syscall(SYS_pidfd_getfd, process, 51, 0));
  TRY(syscall(SYS_pidfd_getfd, process, 50, 1));
  TRY(syscall(SYS_pidfd_getfd, fd, 50, 0));
  TRY(syscall(SYS_pidfd_getfd, -1, 50, 0));
  write(down[1], "x", 1);
  struct rusage usage, all;
  siginfo_t info;
  int status;
  memset(&usage, 0xff, sizeof usage);
  TRY(syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOWAIT, &usage));
  CHECK(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 100);
  TRY(syscall(SYS_pidfd_getfd, process, 50, 0));
  memset(&usage, 0xff, sizeof usage);
  TRY(wait4(pid, &status, WNOHANG, &usage));
  show_status("child", status);
  CHECK(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 100);
  getrusage(RUSAGE_CHILDREN, &all);
  CHECK(memcmp(&all.ru_utime, &usage.ru_utime, sizeof all.ru_utime) == 0);
  TRY(syscall(SYS_pidfd_getfd, process, 50, 0));
  TRY(process_vm_readv(pid, large, 1, other, 1, 0));
  pid = fork();
  if (pid == 0) _exit(0);
  TRY(wait4(pid, &status, 0, (void *)8));
  TRY(wait4(pid, &status, 0, NULL));
  getrusage(RUSAGE_SELF, &usage);
  CHECK(usage.ru_minflt > 0);
  long before = usage.ru_minflt;
  char *fresh = mmap(NULL, 40 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise(fresh, 40 * 4096, MADV_NOHUGEPAGE);
  for (int i = 0; i < 40; i++) fresh[i * 4096] = 1;
  getrusage(RUSAGE_THREAD, &usage);
  CHECK(usage.ru_minflt > 0);
  getrusage(RUSAGE_SELF, &usage);
  CHECK(usage.ru_minflt - before >= 40);
  return 0;
}
