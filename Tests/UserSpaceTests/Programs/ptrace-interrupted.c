// The stops of calls that signals interrupt: with and without a handler, restarted and not.
#include "check.h"
#include <poll.h>
#include <sys/ptrace.h>

static int ends[2];
static void nothing(int signal) {}

// What the tracee does, by number; the calls are those of every machine.
static void act(int what) {
  struct timespec time = {0, 30000000};
  struct pollfd entry = {ends[0], POLLIN, 0};
  sigset_t none;
  sigemptyset(&none);
  char byte;
  int word = 0;
  switch (what) {
    case 0: syscall(SYS_nanosleep, &time, NULL); break;
    case 1: syscall(SYS_rt_sigsuspend, &none, 8); break;
    case 2: syscall(SYS_read, ends[0], &byte, 1); break;
    case 3: syscall(SYS_kill, getpid(), SIGUSR1); break;
    case 4: syscall(SYS_ppoll, &entry, 1, &time, NULL, 8); break;
    case 5: syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &time, NULL); break;
    case 6: syscall(SYS_futex, &word, 0, 0, &time, NULL, 0); break;
  }
}

static const char *names[] = {"nanosleep", "rt_sigsuspend", "read", "kill",
                              "ppoll",     "clock_nanosleep", "futex"};

// Which call it is, whatever its number on this machine.
static const char *name_of(long number) {
  switch (number) {
    case SYS_nanosleep: return "nanosleep";
    case SYS_clock_nanosleep: return "clock_nanosleep";
    case SYS_read: return "read";
    case SYS_ppoll: return "ppoll";
    case SYS_futex: return "futex";
    case SYS_rt_sigreturn: return "rt_sigreturn";
    case SYS_kill: return "kill";
    case SYS_getpid: return "getpid";
    case SYS_rt_sigsuspend: return "rt_sigsuspend";
    case SYS_exit_group: return "exit_group";
    case SYS_restart_syscall: return "restart_syscall";
  }
  return "other";
}

static void run(int what, int flags, int suppress) {
  printf("%s, %s%s\n", names[what],
         flags < 0 ? "no handler" : flags & SA_RESTART ? "SA_RESTART" : "handler",
         suppress ? ", suppressed" : "");
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    struct sigaction action = {.sa_handler = flags < 0 ? SIG_DFL : nothing};
    if (flags > 0) action.sa_flags = flags;
    sigaction(SIGUSR1, &action, NULL);
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    act(what);
    _exit(0);
  }
  int status, sent = 0;
  const char *last = "";
  waitpid(pid, &status, 0);
  ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD);
  long signal = 0;
  for (int step = 0; step < 40; step++) {
    ptrace(PTRACE_SYSCALL, pid, 0, signal);
    signal = 0;
    // It is sent while the call waits.
    if (sent == 1) {
      usleep(10000);
      if (what != 3) kill(pid, SIGUSR1);
      sent = 2;
    }
    waitpid(pid, &status, 0);
    if (!WIFSTOPPED(status)) break;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      struct __ptrace_syscall_info info;
      ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info);
      if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        const char *name = last = name_of(info.entry.nr);
        if (sent || strcmp(name, names[what]) == 0) {
          printf("  enters %s\n", name);
          if (sent == 0) sent = what == 3 ? 2 : 1;
          // What was read when it goes on once more.
          if (sent == 2 && what == 2 && strcmp(name, "read") == 0) write(ends[1], "x", 1);
          if (sent == 2 && what == 1 && strcmp(name, "rt_sigsuspend") == 0) kill(pid, SIGKILL);
        }
      } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && sent) {
        // rt_sigreturn has what the registers had, which is each machine's own.
        if (strcmp(last, "rt_sigreturn") == 0) printf("  leaves it\n");
        else printf("  leaves with %ld\n", (long)info.exit.rval);
      }
      fflush(stdout);
    } else {
      if (sent) printf("  signal %d\n", WSTOPSIG(status));
      signal = suppress ? 0 : WSTOPSIG(status);
      if (WSTOPSIG(status) == SIGSTOP) signal = 0;
    }
  }
  if (WIFEXITED(status)) printf("  exited\n");
  if (WIFSIGNALED(status)) printf("  killed by %d\n", WTERMSIG(status));
}

int main(void) {
  pipe(ends);
  for (int what = 0; what < 7; what++) {
    run(what, -1, 1);
    run(what, -1, 0);
    run(what, 0, 0);
    run(what, SA_RESTART, 0);
  }
  return 0;
}
