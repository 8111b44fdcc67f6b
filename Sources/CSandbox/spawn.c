#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_pair(int pair[2]) {
  close(pair[0]);
  close(pair[1]);
}

// Runs in the child of a vfork: only system calls, no allocation, and no write to memory that the
// parent reads except `*failure`.
static void become(char *const argv[], char *const envp[], pid_t parent, const int ends[3],
                   volatile int *failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // Two steps, since an end may itself be one of 0, 1 and 2.
  int high[3];
  for (int i = 0; i < 3; i++)
    if ((high[i] = fcntl(ends[i], F_DUPFD, 10)) < 0) goto failed;
  for (int i = 0; i < 3; i++)
    if (dup2(high[i], i) < 0) goto failed;
  if (syscall(SYS_close_range, 3, ~0U, 0) != 0) {
    for (int fd = 3; fd < 1024; fd++) close(fd);
  }
  execve(argv[0], argv, envp);
failed:
  *failure = errno;
  _exit(127);
}

int threadbare_spawn(char *const argv[], char *const envp[], struct threadbare_child *child) {
  int input[2], output[2], error[2];
  if (pipe2(input, O_CLOEXEC) != 0) return -errno;
  if (pipe2(output, O_CLOEXEC) != 0) {
    int code = errno;
    close_pair(input);
    return -code;
  }
  if (pipe2(error, O_CLOEXEC) != 0) {
    int code = errno;
    close_pair(input);
    close_pair(output);
    return -code;
  }
  const int ends[3] = {input[0], output[1], error[1]};
  volatile int failure = 0;
  pid_t parent = getpid();
  pid_t pid = vfork();
  if (pid == 0) become(argv, envp, parent, ends, &failure);
  int code = pid < 0 ? errno : failure;
  close(input[0]);
  close(output[1]);
  close(error[1]);
  if (code != 0) {
    if (pid > 0) waitpid(pid, NULL, 0);
    close(input[1]);
    close(output[0]);
    close(error[0]);
    return -code;
  }
  child->pid = pid;
  child->input = input[1];
  child->output = output[0];
  child->error = error[0];
  return 0;
}
