// What a tracer finds and changes in a tracee that has not begun, and in calls at their stops.
#include "check.h"
#include <elf.h>
#include <sys/ptrace.h>
#include <linux/ptrace.h>
#include <sys/uio.h>

#define REQUEST(request, pid, address, data) \
  syscall(SYS_ptrace, (long)(request), (long)(pid), (long)(address), (long)(data))

static const int set_call_info = 0x4212;
static volatile long shared_word = 1;

// A child that was seized before its first instruction: its memory, its registers, its mask.
static void before_the_first_instruction(void) {
  pid_t pid = fork();
  if (pid == 0) {
    while (shared_word == 1) {}
    _exit((int)shared_word);
  }
  TRY(REQUEST(PTRACE_SEIZE, pid, 0, PTRACE_O_EXITKILL));
  TRY(REQUEST(PTRACE_INTERRUPT, pid, 0, 0));
  int status = 0;
  waitpid(pid, &status, __WALL);
  CHECK(status >> 16 == PTRACE_EVENT_STOP);
  long word = 0;
  TRY(REQUEST(PTRACE_PEEKDATA, pid, &shared_word, &word));
  VALUE(word);
  TRY(REQUEST(PTRACE_PEEKDATA, pid, 0, &word));
  TRY(REQUEST(PTRACE_CONT, pid, 0, 65));
  long registers[64];
  struct iovec vector = {registers, 0};
  TRY(REQUEST(PTRACE_GETREGSET, pid, NT_PRSTATUS, NULL));
  vector.iov_len = 7;
  TRY(REQUEST(PTRACE_GETREGSET, pid, NT_PRSTATUS, &vector));
  vector.iov_len = sizeof registers;
  TRY(REQUEST(PTRACE_GETREGSET, pid, NT_PRSTATUS, &vector));
  TRY(REQUEST(PTRACE_GETREGSET, pid, 0x12345, &vector));
  struct ptrace_syscall_info info;
  VALUE(REQUEST(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info));
  VALUE(info.op);
  CHECK(info.instruction_pointer != 0 && info.stack_pointer != 0);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR1);
  TRY(REQUEST(PTRACE_SETSIGMASK, pid, 7, &mask));
  TRY(REQUEST(PTRACE_SETSIGMASK, pid, 8, &mask));
  TRY(REQUEST(PTRACE_POKEDATA, pid, &shared_word, 7));
  VALUE(shared_word);
  TRY(REQUEST(PTRACE_CONT, pid, 0, 0));
  reap("poked child", pid);
}

static long call(long number, long a) { return syscall(number, a, 2L, 3L, 4L, 5L, 6L); }

static void tracee(void) {
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  raise(SIGSTOP);
  int wrong = 0;
  // The tracer makes getppid of it.
  wrong += call(SYS_gettid, 1) != getppid();
  // None is made, and the error becomes another one.
  errno = 0;
  wrong += call(SYS_chdir, (long)"/nowhere") != -1 || errno != EISDIR;
  // None is made, and the error becomes a value.
  wrong += call(SYS_fchdir, -1) != 1234567;
  // The value becomes an error.
  errno = 0;
  wrong += call(SYS_getuid, 1) != -1 || errno != EDOM;
  if (wrong) _exit(90 + wrong);
  call(SYS_exit_group, 77);
}

// Calls that their tracer changes.
static void changed_calls(void) {
  pid_t pid = fork();
  if (pid == 0) tracee();
  int status = 0;
  waitpid(pid, &status, 0);
  TRY(REQUEST(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
  // As Linux 6.16 has it, with what a stop of seccomp tells.
  union {
    struct ptrace_syscall_info info;
    unsigned char bytes[128];
  } told;
  long number = 0;
  for (;;) {
    REQUEST(PTRACE_SYSCALL, pid, 0, 0);
    if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status)) break;
    memset(&told, 0, sizeof told);
    REQUEST(PTRACE_GET_SYSCALL_INFO, pid, sizeof told, &told);
    long result = 0;
    if (told.info.op == PTRACE_SYSCALL_INFO_ENTRY) {
      number = told.info.entry.nr;
      switch (number) {
      case SYS_gettid: told.info.entry.nr = SYS_getppid; break;
      case SYS_chdir:
      case SYS_fchdir: told.info.entry.nr = -1; break;
      case SYS_exit_group:
        told.bytes[1] = 1;
        TRY(REQUEST(set_call_info, pid, 88, &told));
        told.bytes[1] = 0;
        told.bytes[2] = 1;
        TRY(REQUEST(set_call_info, pid, 88, &told));
        told.bytes[2] = 0;
        told.info.op = PTRACE_SYSCALL_INFO_EXIT;
        TRY(REQUEST(set_call_info, pid, 88, &told));
        told.info.op = PTRACE_SYSCALL_INFO_ENTRY;
        TRY(REQUEST(set_call_info, pid, 80, &told));
        told.info.entry.nr |= 1L << 33;
        TRY(REQUEST(set_call_info, pid, 88, &told));
        told.info.entry.nr = SYS_exit_group;
        TRY(REQUEST(set_call_info, pid, 88, 1));
        told.info.entry.args[0] = 5;
        break;
      default: continue;
      }
      result = REQUEST(set_call_info, pid, 88, &told);
    } else if (told.info.op == PTRACE_SYSCALL_INFO_EXIT) {
      switch (number) {
      case SYS_chdir:
        VALUE(told.info.exit.rval);
        told.info.exit.rval = -EISDIR;
        break;
      case SYS_fchdir:
        told.info.exit.is_error = 0;
        told.info.exit.rval = 1234567;
        break;
      case SYS_getuid:
        told.info.exit.is_error = 1;
        told.info.exit.rval = -EDOM;
        break;
      default: continue;
      }
      result = REQUEST(set_call_info, pid, 88, &told);
    } else {
      continue;
    }
    if (result != 0) show_code("change", errno);
  }
  show_status("tracee", status);
}

// The registers at the stop of execve are those of the new program.
static void after_exec(const char *program) {
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    execl(program, program, "child", NULL);
    _exit(127);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  show_status("execve", status);
  struct ptrace_syscall_info info;
  REQUEST(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
  // The number of arguments is what the stack begins with.
  long count = 0;
  TRY(REQUEST(PTRACE_PEEKDATA, pid, info.stack_pointer, &count));
  VALUE(count);
  REQUEST(PTRACE_CONT, pid, 0, 0);
  reap("program", pid);
}

int main(int count, char **arguments) {
  if (count > 1) return 12;
  before_the_first_instruction();
  changed_calls();
  after_exec(arguments[0]);
  return 0;
}
