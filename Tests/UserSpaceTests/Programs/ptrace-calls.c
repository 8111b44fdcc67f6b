// ptrace: stops at entry and exit of calls, with number, argument and result in the registers.
#include "check.h"
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#ifdef __riscv
#include <asm/ptrace.h>
typedef struct user_regs_struct registers;
#define NUMBER(r) ((r).a7)
#define ARGUMENT(r) ((r).a0)
#define RESULT(r) ((r).a0)
#else
typedef struct user_regs_struct registers;
#define NUMBER(r) ((r).orig_rax)
#define ARGUMENT(r) ((r).rdi)
#define RESULT(r) ((r).rax)
#endif

static registers stop(pid_t pid, const char *what) {
  int status;
  registers values = {0};
  struct iovec part = {&values, sizeof values};
  ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
  waitpid(pid, &status, 0);
  if (!WIFSTOPPED(status)) {
    show_status(what, status);
    return values;
  }
  if (what) printf("%s: %s\n", what, WSTOPSIG(status) == (SIGTRAP | 0x80) ? "call" : "signal");
  ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &part);
  if (part.iov_len != sizeof values) puts("wrong size");
  return values;
}

int main(void) {
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    syscall(SYS_umask, 027);
    syscall(SYS_close, 9999);
    _exit(12);
  }
  waitpid(pid, &status, 0);
  TRY(ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)PTRACE_O_TRACESYSGOOD));
  registers values = stop(pid, NULL);
  while (NUMBER(values) != SYS_umask) values = stop(pid, NULL);
  VALUE(ARGUMENT(values));
  values = stop(pid, "exit of umask");
  CHECK(RESULT(values) < 01000);
  values = stop(pid, "entry of close");
  CHECK(NUMBER(values) == SYS_close);
  values = stop(pid, "exit of close");
  CHECK((long)RESULT(values) == -EBADF);
  values = stop(pid, "entry of exit");
  CHECK(NUMBER(values) == SYS_exit_group);
  VALUE(ARGUMENT(values));
  stop(pid, "end");
  return 0;
}
