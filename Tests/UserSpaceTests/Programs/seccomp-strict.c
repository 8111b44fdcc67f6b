// The strict mode of seccomp: what it allows, and whom another call kills.
#include "check.h"
#include <linux/seccomp.h>
#include <sys/prctl.h>

static int ends[2];

static void nothing(int signal) { write(1, "handler\n", 8); }

static void *strict(void *unused) {
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
  write(1, "thread writes\n", 14);
  syscall(SYS_getpid);
  return NULL;
}

static void child(const char *what, int kind) {
  puts(what);
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    char byte;
    signal(SIGUSR1, nothing);
    if (kind == 5) {
      pthread_t thread;
      pthread_create(&thread, NULL, strict, NULL);
      usleep(30000);
      write(1, "others go on\n", 13);
      _exit(3);
    }
    long code = kind == 1 ? syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL)
                          : prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    if (code != 0) syscall(SYS_exit, 9);
    write(1, "writes\n", 7);
    read(ends[0], &byte, 1);
    if (kind == 2) syscall(SYS_getpid);
    if (kind == 3) syscall(SYS_exit_group, 4);
    if (kind == 4) prctl(PR_GET_SECCOMP);
    if (kind == 6) syscall(9999);
    if (kind == 7) syscall(SYS_openat, 1, NULL, 0, 0);
    syscall(SYS_exit, 5);
  }
  if (kind == 0) {
    usleep(20000);
    kill(pid, SIGUSR1);
    usleep(20000);
  }
  write(ends[1], "x", 1);
  reap("child", pid);
}

int main(void) {
  pipe(ends);
  child("by prctl", 0);
  child("by seccomp", 1);
  char byte;
  child("getpid", 2);
  child("exit_group", 3);
  child("PR_GET_SECCOMP", 4);
  child("a thread", 5);
  read(ends[0], &byte, 1);
  child("no call", 6);
  child("openat", 7);
  TRY(prctl(PR_GET_SECCOMP));
  TRY(prctl(PR_SET_SECCOMP, 9));
  TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 1, NULL));
  TRY(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, &byte));
  TRY(syscall(SYS_seccomp, 77, 0, NULL));
  unsigned action = SECCOMP_RET_TRACE, none = 0x12340000;
  TRY(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
  TRY(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &none));
  TRY(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 1, &action));
  TRY(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, NULL));
  struct seccomp_notif_sizes sizes;
  TRY(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
  printf("%d %d %d\n", sizes.seccomp_notif, sizes.seccomp_notif_resp, sizes.seccomp_data);
  TRY(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 1, &sizes));
  // Flags are looked at before addresses.
  TRY(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, NULL));
  TRY(syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 1, NULL));
  TRY(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 1, NULL));
  return 0;
}
