// A signal that comes while a task is stopped before its call does not keep it from making the call: the call
// finds it waiting. With PTRACE_SYSCALL's stop, and with that of a filter (SECCOMP_RET_TRACE).
#include "check.h"
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/sem.h>
#include <sys/socket.h>

static int handled;
static void handler(int signal) { handled++; }

static const char *const names[] = {
    "ppoll", "nanosleep", "read a pipe", "futex", "wait4", "sigsuspend", "sigtimedwait", "epoll_pwait",
    "semop", "msgrcv", "recv", "flock", "fcntl a lock", "write a full pipe", "getpid", "fork", "waitid",
    "pselect6", "clock_nanosleep",
};
enum { count = sizeof names / sizeof *names };

static int ends[2], full[2], sockets[2], words[1], events, semaphore, queue, locked;

// Makes the call, without any other before it.
static long make(int kind) {
  static struct timespec second = {1, 0};
  static sigset_t none, some;
  static struct sembuf down = {0, -1, 0};
  static struct { long type; char text[8]; } message;
  static struct flock lock = {.l_type = F_WRLCK};
  static char bytes[8];
  static struct epoll_event event;
  switch (kind) {
    case 0: return syscall(SYS_ppoll, 0, 0, 0, 0, 8);
    case 1: return syscall(SYS_nanosleep, &second, 0);
    case 2: return syscall(SYS_read, ends[0], bytes, 8);
    case 3: return syscall(SYS_futex, words, FUTEX_WAIT, 0, 0, 0, 0);
    case 4: return syscall(SYS_wait4, -1, 0, 0, 0);
    case 5: return syscall(SYS_rt_sigsuspend, &none, 8);
    case 6: sigaddset(&some, SIGUSR2); return syscall(SYS_rt_sigtimedwait, &some, 0, 0, 8);
    case 7: return syscall(SYS_epoll_pwait, events, &event, 1, -1, 0, 8);
    case 8: return syscall(SYS_semop, semaphore, &down, 1);
    case 9: return syscall(SYS_msgrcv, queue, &message, 8, 0, 0);
    case 10: return syscall(SYS_recvfrom, sockets[0], bytes, 8, 0, 0, 0);
    case 11: return syscall(SYS_flock, locked, LOCK_EX);
    case 12: return syscall(SYS_fcntl, locked, F_SETLKW, &lock);
    case 13: return syscall(SYS_write, full[1], bytes, 8);
    case 14: return syscall(SYS_getpid) > 0;
    case 15: return syscall(SYS_clone, 0, 0, 0, 0, 0) > 0;
    case 16: return syscall(SYS_waitid, P_ALL, 0, 0, WEXITED, 0);
    case 17: return syscall(SYS_pselect6, 0, 0, 0, 0, 0, 0);
    default: return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &second, 0);
  }
}

// How its tracer has it go on from the stop before its call, and how it came to it.
enum { CONTINUES, SEES_ALL, FILTERS, MODES };
static const char *const modes[] = {"PTRACE_CONT", "PTRACE_SYSCALL", "a filter"};

static void child(int kind, int mode) {
  // Somebody to wait for, and an open file of one's own.
  if ((kind == 4 || kind == 16) && fork() == 0) {
    pause();
    _exit(0);
  }
  if (kind == 11 || kind == 12) locked = open("/tmp/locked", O_RDWR);
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGUSR1, &action, 0);
  ptrace(PTRACE_TRACEME, 0, 0, 0);
  raise(SIGSTOP);
  if (mode == FILTERS) {
    // Of all calls but those of the end.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
  } else {
    // Of this one it sees how it ends.
    getppid();
  }
  long answer = make(kind);
  if (kind == 15 && answer == 0) _exit(0);
  _exit(answer < 0 ? errno : 100 + (int)answer);
}

static void play(int kind, int mode) {
  pid_t pid = fork();
  if (pid == 0) child(kind, mode);
  int status, calls = 0, stops = 0;
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
  printf("%s, %s:", names[kind], modes[mode]);
  // raise has calls of its own, which libraries differ in.
  if (mode != FILTERS) {
    struct __ptrace_syscall_info info = {0};
    do {
      ptrace(PTRACE_SYSCALL, pid, 0, 0);
      waitpid(pid, &status, 0);
      ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
    } while (info.op != PTRACE_SYSCALL_INFO_ENTRY || info.entry.nr != SYS_getppid);
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
  }
  ptrace(mode == FILTERS ? PTRACE_CONT : PTRACE_SYSCALL, pid, 0, 0);
  while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
    int number = WSTOPSIG(status);
    int isCall = number == (SIGTRAP | 0x80) || status >> 16 == PTRACE_EVENT_SECCOMP;
    printf(" %x", status >> 8);
    if (isCall && calls++ == 0) kill(pid, SIGUSR1);
    if (++stops == 8) kill(pid, SIGKILL);
    ptrace(mode == SEES_ALL ? PTRACE_SYSCALL : PTRACE_CONT, pid, 0, isCall ? 0 : number);
  }
  if (WIFSIGNALED(status)) printf(", killed by %d\n", WTERMSIG(status));
  else if (WEXITSTATUS(status) >= 100) printf(", gives %d\n", WEXITSTATUS(status) - 100);
  else printf(", fails with %s\n", strerror(WEXITSTATUS(status)));
}

int main(void) {
  pipe(ends);
  pipe2(full, O_NONBLOCK);
  char page[4096] = {0};
  while (write(full[1], page, sizeof page) > 0) continue;
  fcntl(full[1], F_SETFL, 0);
  socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
  events = epoll_create1(0);
  semaphore = semget(IPC_PRIVATE, 1, 0600);
  queue = msgget(IPC_PRIVATE, 0600);
  locked = open("/tmp/locked", O_RDWR | O_CREAT, 0600);
  flock(locked, LOCK_EX);
  struct flock lock = {.l_type = F_WRLCK};
  fcntl(locked, F_SETLK, &lock);
  for (int mode = 0; mode < MODES; mode++)
    for (int kind = 0; kind < count; kind++) play(kind, mode);
  return 0;
}
