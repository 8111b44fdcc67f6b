// What a tracer makes of calls that a filter shows: one that is not made and answered, and one that starts again.
#include "check.h"
#include <elf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

// Has the call that a tracee is about to make not be made, and answers it.
static void answer(pid_t pid, long value) {
#ifdef __x86_64__
  struct user_regs_struct registers;
  ptrace(PTRACE_GETREGS, pid, NULL, &registers);
  registers.orig_rax = -1;
  registers.rax = value;
  ptrace(PTRACE_SETREGS, pid, NULL, &registers);
#else
  unsigned long registers[32];
  struct iovec vector = {registers, sizeof registers};
  ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &vector);
  registers[17] = -1;
  registers[10] = value;
  ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &vector);
#endif
}

static void tracee(void) {
  struct sock_filter program[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 7),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_restart_syscall, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | 8),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof program / sizeof *program, program};
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  raise(SIGSTOP);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
  VALUE(syscall(SYS_getppid));
  TRY(syscall(SYS_getppid));
  CHECK(syscall(SYS_getppid) > 0);
  fflush(stdout);
  struct timespec time = {0, 60000000};
  _exit(syscall(SYS_nanosleep, &time, NULL) == 0 ? 5 : 6);
}

static void shown(pid_t pid) {
  int status;
  unsigned long message = 0;
  siginfo_t info;
  waitpid(pid, &status, 0);
  printf("event %d, ", status >> 16);
  ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message);
  ptrace(PTRACE_GETSIGINFO, pid, NULL, &info);
  printf("message %lu, %s\n", message, info.si_pid == pid ? "its own" : "somebody's");
}

int main(void) {
  int status;
  pid_t pid = fork();
  if (pid == 0) tracee();
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL);
  for (int i = 0; i < 3; i++) {
    ptrace(PTRACE_CONT, pid, NULL, 0);
    shown(pid);
    if (i < 2) answer(pid, i == 0 ? 45000 : -ESRCH);
  }
  ptrace(PTRACE_CONT, pid, NULL, 0);
  sleep_milliseconds(20);
  kill(pid, SIGSTOP);
  waitpid(pid, &status, 0);
  show_status("interrupted", status);
  ptrace(PTRACE_CONT, pid, NULL, 0);
  shown(pid);
  ptrace(PTRACE_CONT, pid, NULL, 0);
  reap("tracee", pid);
  return 0;
}
