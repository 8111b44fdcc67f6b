// Corners of several calls: personality, adjtimex, queues as files, sets within sets, advice for other processes.
#include "check.h"
#include <mqueue.h>
#include <sys/epoll.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/select.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/utsname.h>

static void personalities(void) {
  VALUE(personality(0xffffffff));
  VALUE(personality(ADDR_NO_RANDOMIZE | UNAME26));
  VALUE(personality(0xffffffff));
  struct utsname name;
  uname(&name);
  CHECK(strncmp(name.release, "2.6.", 4) == 0);
  pid_t pid = fork();
  if (pid == 0) _exit(personality(0) == (ADDR_NO_RANDOMIZE | UNAME26));
  reap("inherited", pid);
  personality(STICKY_TIMEOUTS);
  struct timeval time = {0, 1000};
  select(0, NULL, NULL, NULL, &time);
  VALUE(time.tv_usec);
  personality(0);
  select(0, NULL, NULL, NULL, &time);
  VALUE(time.tv_usec);
}

static void clocks(void) {
  struct timespec wrong = {0, 1000000000};
  struct timeval odd = {0, 1000000};
  struct timex facts = {0};
  TRY(syscall(SYS_clock_settime, CLOCK_REALTIME, 8));
  TRY(syscall(SYS_clock_settime, CLOCK_REALTIME, &wrong));
  TRY(syscall(SYS_clock_settime, CLOCK_MONOTONIC, 8));
  TRY(syscall(SYS_settimeofday, 8, NULL));
  TRY(syscall(SYS_settimeofday, &odd, NULL));
  TRY(syscall(SYS_adjtimex, 8));
  CHECK(syscall(SYS_adjtimex, &facts) >= 0);
  VALUE(facts.tick);
  TRY(syscall(SYS_clock_adjtime, 99, &facts));
  TRY(syscall(SYS_clock_adjtime, CLOCK_MONOTONIC, &facts));
}

static void queues(void) {
  struct stat status;
  char text[100] = "";
  mqd_t queue = mq_open("/corner", O_RDWR | O_CREAT, 0640, NULL);
  fstat(queue, &status);
  CHECK(status.st_mode == (S_IFREG | 0640));
  VALUE(status.st_size);
  mq_send(queue, "abc", 3, 0);
  read(queue, text, sizeof text);
  show("queue", text);
  TRY(write(queue, text, 1));
  mq_unlink("/corner");
}

static void sets(void) {
  int last = epoll_create1(0), depth = 0;
  struct epoll_event event = {EPOLLIN};
  for (; depth < 10; depth++) {
    int next = epoll_create1(0);
    if (epoll_ctl(next, EPOLL_CTL_ADD, last, &event) == -1) break;
    last = next;
  }
  show_code("too deep", errno);
  VALUE(depth);
}

static void advice(void) {
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct iovec piece = {page, 4096};
  int own = syscall(SYS_pidfd_open, getpid(), 0);
  VALUE(syscall(SYS_process_madvise, own, &piece, 1, MADV_COLD, 0));
  TRY(syscall(SYS_process_madvise, own, &piece, 1, MADV_COLD, 1));
  TRY(syscall(SYS_process_madvise, 0, &piece, 1, MADV_COLD, 0));
  TRY(syscall(SYS_process_mrelease, own, 0));
  pid_t pid = fork();
  if (pid == 0) pause();
  int other = syscall(SYS_pidfd_open, pid, 0);
  TRY(syscall(SYS_process_madvise, other, &piece, 1, MADV_DONTNEED, 0));
  kill(pid, SIGKILL);
  reap("other", pid);
  TRY(syscall(SYS_process_madvise, other, &piece, 1, MADV_COLD, 0));
  // Signals are told of as far as there is room.
  mprotect(page + 4096, 4096, PROT_READ);
  pid = fork();
  if (pid == 0) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    for (int i = 0; i < 4; i++) sigqueue(getpid(), SIGRTMIN, (union sigval){i});
    raise(SIGSTOP);
    _exit(0);
  }
  waitpid(pid, NULL, WUNTRACED);
  struct __ptrace_peeksiginfo_args which = {0, PTRACE_PEEKSIGINFO_SHARED, 4};
  VALUE(ptrace(PTRACE_PEEKSIGINFO, pid, &which, page));
  VALUE(ptrace(PTRACE_PEEKSIGINFO, pid, &which, page + 4096 - 2 * sizeof(siginfo_t)));
  TRY(ptrace(PTRACE_PEEKSIGINFO, pid, &which, page + 4096));
  kill(pid, SIGKILL);
  reap("tracee", pid);
}

int main(void) {
  personalities();
  clocks();
  queues();
  sets();
  advice();
  return 0;
}
