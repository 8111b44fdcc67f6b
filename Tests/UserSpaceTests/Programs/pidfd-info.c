// What the descriptor of a process or thread tells of it, also when that is reaped.
#include "check.h"
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define INFO(direction, size) _IOC(direction, 0xff, 11, size)
enum { END = 8, DUMP = 16, CONTROL_GROUP = 4 };

static const char *whose(unsigned pid) {
  return pid == 0 ? "0" : pid == getpid() ? "me" : pid == getppid() ? "my parent" : "another";
}

static void ask(const char *what, int fd, unsigned long mask, int size) {
  unsigned char all[256];
  unsigned *words = (unsigned *)all;
  memset(all, 0xee, sizeof all);
  memcpy(all, &mask, 8);
  printf("%s, mask %lx, %d bytes: ", what, mask, size);
  if (ioctl(fd, INFO(3, size), all) != 0) {
    puts(strerrorname_np(errno));
    return;
  }
  memcpy(&mask, all, 8);
  printf("mask %lx, %s in %s of %s,", mask & ~CONTROL_GROUP, whose(words[4]), whose(words[5]),
      whose(words[6]));
  for (int i = 7; i < 15; i++) printf(" %u", words[i]);
  printf(", status %x, dump %x, then %x %x\n", words[15], words[16], words[17], words[size / 4]);
}

static void *leave_alone(void *unused) {
  sleep_milliseconds(20);
  return NULL;
}

static int thread_fd;
static void *thread(void *unused) {
  thread_fd = syscall(SYS_pidfd_open, gettid(), O_EXCL);
  ask("thread", thread_fd, END, 64);
  syscall(SYS_exit, 5);
  return NULL;
}

static void end(const char *what, int kind) {
  pid_t pid = fork();
  if (pid == 0) {
    pthread_t other;
    struct rlimit limit = {kind == 4 ? 1 << 20 : 0, 1 << 20};
    setrlimit(RLIMIT_CORE, &limit);
    sleep_milliseconds(10);
    if (kind == 0) _exit(7);
    if (kind == 1) pause();
    pthread_create(&other, NULL, leave_alone, NULL);
    if (kind == 2) syscall(SYS_exit, 3);
    if (kind == 3) _exit(9);
    raise(SIGSEGV);
  }
  int status, fd = syscall(SYS_pidfd_open, pid, 0);
  if (kind == 1) kill(pid, SIGKILL);
  waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
  ask(what, fd, END | DUMP, 72);
  waitpid(pid, &status, 0);
  printf("status %x\n", status);
  ask(what, fd, END | DUMP, 72);
  ask(what, fd, 0, 72);
  close(fd);
}

int main(void) {
  char info[256] = {0};
  int self = syscall(SYS_pidfd_open, getpid(), 0);
  int sizes[] = {0, 8, 63, 64, 72, 80, 128};
  for (int i = 0; i < 7; i++) ask("self", self, 0, sizes[i]);
  for (int bit = 0; bit < 5; bit++) ask("self", self, 1 << bit, 72);
  ask("self", self, ~0ul, 72);
  for (int direction = 0; direction < 3; direction++) TRY(ioctl(self, INFO(direction, 64), info));
  TRY(ioctl(self, INFO(3, 64), NULL));
  TRY(ioctl(self, INFO(3, 64), 8));
  TRY(ioctl(self, INFO(3, 8), NULL));
  TRY(ioctl(999, INFO(3, 64), info));
  TRY(ioctl(0, INFO(3, 64), info));
  TRY(prctl(PR_SET_DUMPABLE, 0));
  ask("self", self, DUMP, 72);
  pid_t pid = fork();
  if (pid == 0) {
    ask("parent", self, 0, 64);
    ask("child", syscall(SYS_pidfd_open, getpid(), 0), 0, 64);
    _exit(0);
  }
  reap("child", pid);
  end("exit", 0);
  end("kill", 1);
  end("exit of the leader", 2);
  end("exit of all", 3);
  end("core", 4);
  end("no core", 5);
  pthread_t other;
  pthread_create(&other, NULL, thread, NULL);
  pthread_join(other, NULL);
  sleep_milliseconds(10);
  ask("thread", thread_fd, END, 64);
  ask("thread", thread_fd, 0, 64);
  // The descriptors that stand for oneself are for signals alone.
  siginfo_t facts;
  for (int own = -10000; own >= -10002; own--) {
    TRY(waitid(P_PIDFD, own, &facts, WEXITED | WNOHANG));
    TRY(syscall(SYS_pidfd_getfd, own, 0, 0));
    TRY(setns(own, CLONE_NEWUTS));
    TRY(syscall(SYS_pidfd_send_signal, own, 0, NULL, 0));
  }
  return 0;
}
