// Filters of seccomp: what Linux takes as one, what each action does, who has them, and who is told.
#include "check.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define IF(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define COUNT(array) (sizeof array / sizeof *array)

static long install(struct sock_filter *filter, int count, unsigned flags) {
  struct sock_fprog program = {count, filter};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

// One call gets an action, all others are allowed.
static long on_call(int number, unsigned action, unsigned flags) {
  struct sock_filter filter[] = {LOAD(nr), IF(number, 1), RETURN(action), RETURN(SECCOMP_RET_ALLOW)};
  return install(filter, COUNT(filter), flags);
}

static void status_lines(const char *path) {
  char line[256];
  FILE *file = fopen(path, "r");
  while (fgets(line, sizeof line, file))
    if (strstr(line, "Seccomp")) printf("%s", line);
  fclose(file);
}

static void one(const char *what, unsigned short code, unsigned k) {
  struct sock_filter filter[] = {{code, 0, 0, k}, RETURN(SECCOMP_RET_ALLOW)};
  long result = install(filter, 2, 0);
  printf("%s %u: %s\n", what, k, result == 0 ? "taken" : strerrorname_np(errno));
}

static void forms(void) {
  struct sock_filter good[] = {RETURN(SECCOMP_RET_ALLOW)};
  TRY(install(good, 0, 0));
  TRY(install(good, 1, 64));
  TRY(install(NULL, 1, 0));
  TRY(install((void *)8, 1, 0));
  TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL));
  TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 64, NULL));
  TRY(install(good, 1, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_TSYNC));
  TRY(install(good, 1, 32));
  TRY(install(good, 1, SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW));
  one("load", BPF_LD | BPF_W | BPF_ABS, 60);
  one("load", BPF_LD | BPF_W | BPF_ABS, 64);
  one("load", BPF_LD | BPF_W | BPF_ABS, 2);
  one("half", BPF_LD | BPF_H | BPF_ABS, 0);
  one("indexed", BPF_LD | BPF_W | BPF_IND, 0);
  one("length", BPF_LD | BPF_W | BPF_LEN, 0);
  one("length", BPF_LDX | BPF_W | BPF_LEN, 0);
  one("remainder", BPF_ALU | BPF_MOD | BPF_K, 3);
  one("division", BPF_ALU | BPF_DIV | BPF_K, 0);
  one("division", BPF_ALU | BPF_DIV | BPF_K, 1);
  one("shift", BPF_ALU | BPF_LSH | BPF_K, 31);
  one("shift", BPF_ALU | BPF_RSH | BPF_K, 32);
  one("shift", BPF_ALU | BPF_RSH | BPF_X, 32);
  one("negation", BPF_ALU | BPF_NEG, 0);
  one("negation", BPF_ALU | BPF_NEG | BPF_X, 0);
  one("store", BPF_ST, 15);
  one("store", BPF_STX, 16);
  one("scratch", BPF_LD | BPF_MEM, 0);
  one("jump", BPF_JMP | BPF_JA, 0);
  one("jump", BPF_JMP | BPF_JA, 1);
  one("jump", BPF_JMP | BPF_JA, 0xffffffff);
  one("jump", BPF_JMP | 0x50 | BPF_K, 0);
  one("return", BPF_RET | BPF_X, 0);
}

static void paths(void) {
  struct sock_filter behind[] = {BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), RETURN(0x7fff0000)};
  TRY(install(behind, 2, 0));
  struct sock_filter no_end[] = {LOAD(nr)};
  TRY(install(no_end, 1, 0));
  // A word is loaded that one way to it has not stored.
  struct sock_filter half[] = {
      LOAD(nr), IF(99999, 1), BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LD | BPF_MEM, 3), RETURN(0x7fff0000)};
  TRY(install(half, 5, 0));
  struct sock_filter both[] = {LOAD(nr), IF(99999, 2), BPF_STMT(BPF_ST, 3),
      BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_STX, 3), BPF_STMT(BPF_LDX | BPF_MEM, 3),
      RETURN(0x7fff0000)};
  TRY(install(both, 7, 0));
  static struct sock_filter large[4097];
  for (int i = 0; i < 4097; i++) large[i] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
  TRY(install(large, 4097, 0));
  int taken = 0;
  while (install(large, 4096, 0) == 0) taken++;
  show_code("too many", errno);
  VALUE(taken);
}

static void rights(void) {
  struct sock_filter good[] = {RETURN(SECCOMP_RET_ALLOW)}, bad[] = {LOAD(nr)};
  // Without CAP_SYS_ADMIN.
  unsigned header[2] = {0x20080522, 0}, none[6] = {0};
  TRY(syscall(SYS_capset, header, none));
  TRY(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  TRY(install(good, 1, 0));
  TRY(install(bad, 1, 0));
  TRY(install(NULL, 1, 0));
  TRY(install(good, 0, 0));
  struct sock_fprog program = {1, good};
  TRY(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
  VALUE(prctl(PR_GET_SECCOMP));
  TRY(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
  TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL));
}

static volatile sig_atomic_t traps;
static void trapped(int number, siginfo_t *info, void *context) {
  traps++;
  printf("handler: code %d, errno %d, call %s, machine %s, address %s\n", info->si_code,
      info->si_errno, info->si_syscall == SYS_getppid ? "getppid" : "other",
      info->si_arch ? "named" : "none", info->si_call_addr ? "there" : "none");
}

static void errors(void) {
  TRY(on_call(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV, 0));
  TRY(syscall(SYS_getppid));
  TRY(syscall(SYS_getpid));
  // The strictest counts, of equals the latest.
  TRY(on_call(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY, 0));
  TRY(syscall(SYS_getppid));
  TRY(on_call(SYS_getppid, SECCOMP_RET_LOG, 0));
  TRY(syscall(SYS_getppid));
  TRY(on_call(SYS_getpgid, SECCOMP_RET_ERRNO, 0));
  TRY(syscall(SYS_getpgid, 0));
  TRY(on_call(SYS_getsid, SECCOMP_RET_ERRNO | 0xffff, 0));
  VALUE(syscall(SYS_getsid, 0) == -1 ? errno : 0);
  TRY(on_call(SYS_setsid, SECCOMP_RET_TRACE | 5, 0));
  TRY(syscall(SYS_setsid));
  TRY(on_call(SYS_umask, SECCOMP_RET_USER_NOTIF, 0));
  TRY(syscall(SYS_umask, 022));
  status_lines("/proc/self/status");
  struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO};
  sigaction(SIGSYS, &action, NULL);
  TRY(on_call(SYS_getppid, SECCOMP_RET_TRAP | 1234, 0));
  syscall(SYS_getppid);
  VALUE(traps);
  pid_t pid = fork();
  if (pid == 0) {
    syscall(SYS_getppid);
    VALUE(traps);
    signal(SIGSYS, SIG_IGN);
    syscall(SYS_getppid);
    _exit(1);
  }
  reap("ignored trap", pid);
}

// The arguments and all arithmetic: what a computed verdict does.
static void arithmetic(void) {
  struct sock_filter filter[] = {LOAD(nr), IF(SYS_getpgid, 24),
      LOAD(args[0]), BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_STX, 2),
      BPF_STMT(BPF_ALU | BPF_MUL | BPF_K, 7), BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
      BPF_STMT(BPF_ALU | BPF_SUB | BPF_K, 3), BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0),
      BPF_STMT(BPF_ALU | BPF_XOR | BPF_K, 0x55), BPF_STMT(BPF_ALU | BPF_NEG, 0),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff), BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 3),
      BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 2), BPF_STMT(BPF_ST, 1), BPF_STMT(BPF_LDX | BPF_MEM, 1),
      BPF_STMT(BPF_LD | BPF_MEM, 2), BPF_STMT(BPF_ALU | BPF_OR | BPF_X, 0),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 0x80000000, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1, 0, 1), BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 500),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_X, 0, 1, 0), BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1000),
      BPF_STMT(BPF_JMP | BPF_JA, 0), BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
      BPF_STMT(BPF_RET | BPF_A, 0), RETURN(SECCOMP_RET_ALLOW)};
  TRY(install(filter, COUNT(filter), 0));
  for (int i = 1; i < 300; i += 23) {
    long result = syscall(SYS_getpgid, i);
    printf("%d: %d\n", i, result == -1 ? errno : -1);
  }
}

static void *other_thread(void *action) {
  on_call(SYS_getppid, (unsigned)(long)action, 0);
  syscall(SYS_getppid);
  puts("thread goes on");
  return NULL;
}

static void kills(int kind) {
  pthread_t thread;
  switch (kind) {
  case 0: on_call(SYS_getppid, SECCOMP_RET_KILL_PROCESS, 0); break;
  case 1: on_call(SYS_getppid, SECCOMP_RET_KILL_THREAD, 0); break;
  case 2: on_call(SYS_getppid, 0x12340000, 0); break;
  case 3: signal(SIGSYS, SIG_IGN), on_call(SYS_getppid, SECCOMP_RET_KILL_PROCESS, 0); break;
  case 4:
    pthread_create(&thread, NULL, other_thread, (void *)(long)SECCOMP_RET_KILL_THREAD);
    sleep_milliseconds(20);
    puts("others go on");
    _exit(4);
  case 5:
    pthread_create(&thread, NULL, other_thread, (void *)(long)SECCOMP_RET_KILL_PROCESS);
    sleep_milliseconds(20);
    puts("others go on");
    _exit(5);
  case 6: on_call(SYS_getppid, SECCOMP_RET_TRAP, 0); break;
  case 8:
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    on_call(SYS_getppid, SECCOMP_RET_ALLOW, 0);
    break;
  // A division by a register of 0 ends a filter with 0.
  case 7: {
    struct sock_filter filter[] = {
        LOAD(nr), IF(SYS_getppid, 1), BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), RETURN(0x7fff0000)};
    install(filter, 4, 0);
  }
  }
  syscall(SYS_getppid);
  puts("goes on");
  _exit(9);
}

static pthread_barrier_t barrier;
static void *synchronized(void *unused) {
  if (unused) on_call(SYS_getsid, SECCOMP_RET_ERRNO | EDOM, 0);
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  TRY(syscall(SYS_getppid));
  VALUE(prctl(PR_GET_SECCOMP));
  return NULL;
}

static void threads(void) {
  pthread_t thread;
  pthread_barrier_init(&barrier, NULL, 2);
  on_call(SYS_umask, SECCOMP_RET_ERRNO | EXDEV, 0);
  pthread_create(&thread, NULL, synchronized, NULL);
  pthread_barrier_wait(&barrier);
  TRY(on_call(SYS_getppid, SECCOMP_RET_ERRNO | ENOTTY, SECCOMP_FILTER_FLAG_TSYNC));
  pthread_barrier_wait(&barrier);
  pthread_join(thread, NULL);
  pthread_create(&thread, NULL, synchronized, "");
  pthread_barrier_wait(&barrier);
  CHECK(on_call(SYS_getppid, SECCOMP_RET_ALLOW, SECCOMP_FILTER_FLAG_TSYNC) > 1);
  TRY(on_call(SYS_getppid, SECCOMP_RET_ALLOW,
      SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH));
  pthread_barrier_wait(&barrier);
  pthread_join(thread, NULL);
}

static void told(void) {
  int status;
  unsigned long message;
  siginfo_t info;
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    on_call(SYS_getppid, SECCOMP_RET_TRACE | 77, 0);
    CHECK(syscall(SYS_getppid) > 0);
    CHECK(syscall(SYS_getppid) == -1 && errno == ENOSYS);
    syscall(SYS_getppid);
    _exit(6);
  }
  waitpid(pid, &status, 0);
  TRY(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESECCOMP));
  ptrace(PTRACE_CONT, pid, 0, 0);
  waitpid(pid, &status, 0);
  printf("stop %x\n", status);
  ptrace(PTRACE_GETEVENTMSG, pid, 0, &message);
  VALUE(message);
  ptrace(PTRACE_GETSIGINFO, pid, 0, &info);
  printf("signal %d, code %x\n", info.si_signo, info.si_code);
  unsigned char call[88];
  VALUE(ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, call));
  printf("kind %d, number %s, told %u\n", call[0],
      *(long *)(call + 24) == SYS_getppid ? "right" : "wrong", *(unsigned *)(call + 80));
  // Without the option the call fails.
  ptrace(PTRACE_SETOPTIONS, pid, 0, 0);
  ptrace(PTRACE_CONT, pid, 0, 0);
  reap("tracee", pid);
}

static void in_child(const char *what, void (*body)(void)) {
  puts(what);
  pid_t pid = fork();
  if (pid == 0) body(), _exit(0);
  reap("child", pid);
}

int main(int count, char **arguments) {
  if (count > 1) {
    TRY(syscall(SYS_getppid));
    status_lines("/proc/self/status");
    return 3;
  }
  in_child("forms", forms);
  in_child("paths", paths);
  in_child("rights", rights);
  in_child("errors", errors);
  in_child("arithmetic", arithmetic);
  for (int kind = 0; kind < 9; kind++) {
    printf("kill %d\n", kind);
    pid_t pid = fork();
    if (pid == 0) kills(kind);
    reap("child", pid);
  }
  in_child("threads", threads);
  in_child("told", told);
  puts("inherited");
  pid_t pid = fork();
  if (pid == 0) {
    on_call(SYS_getppid, SECCOMP_RET_ERRNO | EXDEV, 0);
    pid_t child = fork();
    if (child == 0) {
      TRY(syscall(SYS_getppid));
      execl("/proc/self/exe", arguments[0], "again", NULL);
      _exit(1);
    }
    sleep_milliseconds(20);
    char path[64];
    sprintf(path, "/proc/%d/status", child);
    status_lines(path);
    reap("program", child);
    _exit(0);
  }
  reap("child", pid);
  status_lines("/proc/self/status");
  return 0;
}
