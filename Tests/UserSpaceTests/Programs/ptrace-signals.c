// ptrace: a tracee's mask, the signals that wait, what a signal says, and what a call is.
#include "check.h"
#include <sys/ptrace.h>

struct peek { uint64_t off; uint32_t flags; int32_t nr; };
struct call { uint8_t op, pad; uint16_t flags; uint32_t arch; uint64_t pc, sp, words[7]; };

static volatile int got_code, got_value;

static void handler(int signal, siginfo_t *info, void *context) {
  got_code = info->si_code;
  got_value = info->si_value.sival_int;
}

static long request(long what, pid_t pid, long address, void *data) {
  return syscall(SYS_ptrace, what, pid, address, data);
}

int main(void) {
  pid_t pid = fork();
  if (pid == 0) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    union sigval value = {.sival_int = 5};
    for (int i = 0; i < 3; i++) {
      value.sival_int = 10 + i;
      sigqueue(getpid(), SIGRTMIN + 1, value);
    }
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR2);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    value.sival_int = 77;
    sigqueue(getpid(), SIGUSR1, value);
    printf("handler: code %d value %d\n", got_code, got_value);
    syscall(SYS_getpriority, 9, 8, 7);
    syscall(SYS_getuid);
    _exit(3);
  }
  int status;
  uint64_t mask = 0;
  siginfo_t infos[4], info;
  memset(infos, 0, sizeof infos);
  waitpid(pid, &status, 0);
  show_status("tracee", status);
  TRY(request(0x420a, pid, 8, &mask));
  printf("mask %llx\n", (unsigned long long)mask);
  TRY(request(0x420a, pid, 4, &mask));
  TRY(request(0x420a, pid, 8, (void *)8));
  struct peek peek = {0, 1, 4};
  VALUE(request(0x4209, pid, (long)&peek, infos));
  for (int i = 0; i < 3; i++)
    printf("%d %d %d\n", infos[i].si_signo - SIGRTMIN, infos[i].si_code, infos[i].si_value.sival_int);
  peek.off = 1;
  peek.nr = 1;
  VALUE(request(0x4209, pid, (long)&peek, infos));
  printf("%d\n", infos[0].si_value.sival_int);
  peek.off = 0;
  peek.flags = 0;
  peek.nr = 3;
  VALUE(request(0x4209, pid, (long)&peek, infos));
  printf("%d %d\n", infos[0].si_signo, infos[0].si_code);
  peek.off = 9;
  VALUE(request(0x4209, pid, (long)&peek, infos));
  peek.flags = 2;
  TRY(request(0x4209, pid, (long)&peek, infos));
  peek.flags = 1;
  peek.nr = -1;
  TRY(request(0x4209, pid, (long)&peek, infos));
  peek.nr = 1;
  peek.off = 0;
  TRY(request(0x4209, pid, 8, infos));
  TRY(request(0x4209, pid, (long)&peek, (void *)8));

  TRY(request(0x4202, pid, 0, &info));
  printf("%d %d %d\n", info.si_signo, info.si_code, info.si_value.sival_int);
  info.si_value.sival_int = 78;
  TRY(request(0x4203, pid, 0, &info));
  memset(&info, 0, sizeof info);
  TRY(request(0x4202, pid, 0, &info));
  printf("%d %d %d\n", info.si_signo, info.si_code, info.si_value.sival_int);
  TRY(request(0x4203, pid, 0, (void *)8));
  mask = 0;
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGKILL);
  sigaddset(&set, SIGRTMIN + 1);
  memcpy(&mask, &set, 8);
  TRY(request(0x420b, pid, 8, &mask));
  TRY(request(0x420b, pid, 7, &mask));
  TRY(request(0x420b, pid, 8, (void *)8));
  TRY(request(0x420a, pid, 8, &mask));
  printf("mask %llx\n", (unsigned long long)mask);

  struct call call;
  memset(&call, 0xff, sizeof call);
  VALUE(request(0x420e, pid, sizeof call, &call));
  VALUE(call.op);
  CHECK(call.words[0] == ~0ull);
  TRY(request(PTRACE_SETOPTIONS, pid, 0, (void *)1));
  // SIGUSR2 is not blocked any more: the tracee stops for it before its handler of SIGUSR1 runs.
  TRY(ptrace(PTRACE_CONT, pid, 0, SIGUSR1));
  waitpid(pid, &status, 0);
  show_status("tracee", status);
  TRY(ptrace(PTRACE_SYSCALL, pid, 0, 0));
  // Up to getpriority.
  for (;;) {
    waitpid(pid, &status, 0);
    if (!WIFSTOPPED(status)) break;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
      show_status("tracee", status);
    } else {
      memset(&call, 0, sizeof call);
      long size = request(0x420e, pid, sizeof call, &call);
      if (call.op == 1 && call.words[0] == SYS_getpriority) {
        printf("entry: %ld bytes, %d %d %d\n", size, (int)call.words[1], (int)call.words[2],
               (int)call.words[3]);
        ptrace(PTRACE_SYSCALL, pid, 0, 0);
        waitpid(pid, &status, 0);
        size = request(0x420e, pid, sizeof call, &call);
        printf("exit: %ld bytes, op %d value %d error %d\n", size, call.op, (int)call.words[0],
               (int)(call.words[1] & 0xff));
        VALUE(request(0x420e, pid, 30, &call));
        VALUE(request(0x420e, pid, 0, (void *)8));
        TRY(request(0x420e, pid, 30, (void *)8));
      }
      if (call.op == 1 && call.words[0] == SYS_getuid) break;
    }
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
  }
  // Requests that nobody has, and some about filters, of which there are none.
  TRY(request(0x5000, pid, 0, 0));
  TRY(request(11, pid, 0, 0));
  TRY(request(0x4211, pid, 8, &call));
  VALUE(request(0x4211, pid, 32, &call));
  TRY(ptrace(PTRACE_CONT, pid, 0, 99));
  TRY(ptrace(PTRACE_CONT, pid, 0, 0));
  reap("tracee", pid);
  return 0;
}
