/// The system calls.
extension Library {
  static var tasksText: String {
    #"""
    // Tasks: making them, and asking who they are.
    #include <threadbare.h>

    #define STACK_SIZE 0x10000
    #define PRIO_PROCESS 0

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);
    long __clone(long flags, void *stack, int *parent, void *tls, int *child, int (*function)(long),
                 long argument);

    pid_t fork(void) { return (pid_t)__result(__syscall(220, SIGCHLD, 0, 0, 0, 0, 0)); }

    // A task with a stack of its own. What `fn` returns is the status with which this one task ends.
    int task_clone(unsigned long flags, int (*fn)(long), long arg, int *ptid, void *tls, int *ctid) {
      char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (stack == MAP_FAILED) return -1;
      long task = __clone((long)flags, stack + STACK_SIZE, ptid, tls, ctid, fn, arg);
      if (task < 0) munmap(stack, STACK_SIZE);
      return (int)__result(task);
    }

    int set_tid_address(int *address) {
      return (int)__syscall(96, (long)address, 0, 0, 0, 0, 0);
    }

    int set_robust_list(struct robust_list_head *head, unsigned long size) {
      return (int)__result(__syscall(99, (long)head, (long)size, 0, 0, 0, 0));
    }

    int execve(const char *path, char *const argv[], char *const envp[]) {
      return (int)__result(__syscall(221, (long)path, (long)argv, (long)envp, 0, 0, 0));
    }

    pid_t getpid(void) { return (pid_t)__syscall(172, 0, 0, 0, 0, 0, 0); }
    pid_t getppid(void) { return (pid_t)__syscall(173, 0, 0, 0, 0, 0, 0); }
    pid_t gettid(void) { return (pid_t)__syscall(178, 0, 0, 0, 0, 0, 0); }
    uid_t getuid(void) { return (uid_t)__syscall(174, 0, 0, 0, 0, 0, 0); }
    uid_t geteuid(void) { return (uid_t)__syscall(175, 0, 0, 0, 0, 0, 0); }
    gid_t getgid(void) { return (gid_t)__syscall(176, 0, 0, 0, 0, 0, 0); }
    gid_t getegid(void) { return (gid_t)__syscall(177, 0, 0, 0, 0, 0, 0); }

    int setpgid(pid_t process, pid_t group) {
      return (int)__result(__syscall(154, process, group, 0, 0, 0, 0));
    }

    pid_t getpgid(pid_t process) { return (pid_t)__result(__syscall(155, process, 0, 0, 0, 0, 0)); }
    pid_t getpgrp(void) { return getpgid(0); }
    pid_t getsid(pid_t process) { return (pid_t)__result(__syscall(156, process, 0, 0, 0, 0, 0)); }
    pid_t setsid(void) { return (pid_t)__result(__syscall(157, 0, 0, 0, 0, 0, 0)); }

    int sched_yield(void) { return (int)__result(__syscall(124, 0, 0, 0, 0, 0, 0)); }

    int sched_setscheduler(pid_t task, int policy, const struct sched_param *parameter) {
      return (int)__result(__syscall(119, task, policy, (long)parameter, 0, 0, 0));
    }

    int sched_setaffinity(pid_t task, size_t size, const cpu_set_t *mask) {
      return (int)__result(__syscall(122, task, (long)size, (long)mask, 0, 0, 0));
    }

    // The kernel answers 20 less the nice value, so that no answer looks like an error.
    int nice(int increment) {
      long answer = __syscall(141, PRIO_PROCESS, 0, 0, 0, 0, 0);
      if (answer < 0) return (int)__result(answer);
      int wanted = 20 - (int)answer + increment;
      if (wanted > 19) wanted = 19;
      if (wanted < -20) wanted = -20;
      long error = __syscall(140, PRIO_PROCESS, 0, wanted, 0, 0, 0);
      // nice(2) says EPERM where setpriority(2) says EACCES.
      if (error == -EACCES) error = -EPERM;
      if (error < 0) return (int)__result(error);
      return 20 - (int)__syscall(141, PRIO_PROCESS, 0, 0, 0, 0, 0);
    }

    int unshare(int flags) { return (int)__result(__syscall(97, flags, 0, 0, 0, 0, 0)); }

    int setns(int descriptor, int type) {
      return (int)__result(__syscall(268, descriptor, type, 0, 0, 0, 0));
    }

    int pidfd_open(int pid, unsigned flags) {
      return (int)__result(__syscall(434, pid, (long)flags, 0, 0, 0, 0));
    }

    int futex(volatile void *word, int op, int val, const struct timespec *timeout,
              volatile void *word2, int val3) {
      return (int)__result(
          __syscall(98, (long)word, op, val, (long)timeout, (long)word2, val3));
    }
    """#
  }

  static var waitText: String {
    #"""
    // Waiting for children, and what their status says.
    #include <sys/wait.h>
    #include <stddef.h>

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    pid_t wait4(pid_t process, int *status, int options, struct rusage *usage) {
      return (pid_t)__result(__syscall(260, process, (long)status, options, (long)usage, 0, 0));
    }

    pid_t waitpid(pid_t process, int *status, int options) {
      return wait4(process, status, options, NULL);
    }

    pid_t wait(int *status) { return wait4(-1, status, 0, NULL); }

    int waitid(idtype_t kind, id_t id, siginfo_t *info, int options) {
      return (int)__result(__syscall(95, kind, (int)id, (long)info, options, 0, 0));
    }

    int WTERMSIG(int status) { return status & 0x7f; }
    int WIFEXITED(int status) { return WTERMSIG(status) == 0; }
    int WEXITSTATUS(int status) { return status >> 8 & 0xff; }
    int WCOREDUMP(int status) { return status & 0x80; }
    int WIFSTOPPED(int status) { return (status & 0xff) == 0x7f; }
    int WSTOPSIG(int status) { return WEXITSTATUS(status); }
    int WIFCONTINUED(int status) { return status == 0xffff; }

    int WIFSIGNALED(int status) {
      return WTERMSIG(status) != 0 && !WIFSTOPPED(status) && !WIFCONTINUED(status);
    }
    """#
  }

  static var filesText: String {
    #"""
    // Files. Functions with `...` have here the most arguments that they are called with.
    #include <limits.h>
    #include <stdlib.h>
    #include <sys/types.h>
    #include <errno.h>

    #define AT_FDCWD -100
    #define AT_REMOVEDIR 0x200
    #define F_GETFD 1
    #define PTRACE_PEEKTEXT 1
    #define PTRACE_PEEKUSER 3

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    int open(const char *path, int flags, long mode) {
      return (int)__result(__syscall(56, AT_FDCWD, (long)path, flags, mode, 0, 0));
    }

    int close(int descriptor) { return (int)__result(__syscall(57, descriptor, 0, 0, 0, 0, 0)); }
    int dup(int descriptor) { return (int)__result(__syscall(23, descriptor, 0, 0, 0, 0, 0)); }

    int fcntl(int descriptor, int command, long argument) {
      return (int)__result(__syscall(25, descriptor, command, argument, 0, 0, 0));
    }

    // dup3(2) refuses a descriptor that would be its own copy.
    int dup2(int descriptor, int wanted) {
      if (descriptor == wanted) return fcntl(descriptor, F_GETFD, 0) < 0 ? -1 : wanted;
      return (int)__result(__syscall(24, descriptor, wanted, 0, 0, 0, 0));
    }

    int pipe(int descriptors[2]) {
      return (int)__result(__syscall(59, (long)descriptors, 0, 0, 0, 0, 0));
    }

    ssize_t read(int descriptor, void *buffer, size_t count) {
      return __result(__syscall(63, descriptor, (long)buffer, (long)count, 0, 0, 0));
    }

    ssize_t write(int descriptor, const void *buffer, size_t count) {
      return __result(__syscall(64, descriptor, (long)buffer, (long)count, 0, 0, 0));
    }

    off_t lseek(int descriptor, off_t offset, int whence) {
      return __result(__syscall(62, descriptor, offset, whence, 0, 0, 0));
    }

    int chdir(const char *path) { return (int)__result(__syscall(49, (long)path, 0, 0, 0, 0, 0)); }

    // As in other libraries there is memory for a null pointer, so much as is wanted.
    char *getcwd(char *buffer, size_t size) {
      if (!buffer) {
        if (size == 0) size = PATH_MAX;
        buffer = malloc(size);
        if (!buffer) return NULL;
      } else if (size == 0) {
        errno = EINVAL;
        return NULL;
      }
      return __result(__syscall(17, (long)buffer, (long)size, 0, 0, 0, 0)) < 0 ? NULL : buffer;
    }

    int unlink(const char *path) {
      return (int)__result(__syscall(35, AT_FDCWD, (long)path, 0, 0, 0, 0));
    }

    int mkdir(const char *path, mode_t mode) {
      return (int)__result(__syscall(34, AT_FDCWD, (long)path, (long)mode, 0, 0, 0));
    }

    mode_t umask(mode_t mask) { return (mode_t)__syscall(166, (long)mask, 0, 0, 0, 0, 0); }

    int prctl(int option, long a, long b, long c, long d) {
      return (int)__result(__syscall(167, option, a, b, c, d, 0));
    }

    // The kernel stores what it reads; this function returns it.
    long ptrace(int request, long process, long address, long data) {
      long word;
      if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER) {
        long answer = __result(__syscall(117, request, process, address, (long)&word, 0, 0));
        if (answer < 0) return -1;
        errno = 0;
        return word;
      }
      return __result(__syscall(117, request, process, address, data, 0, 0));
    }
    """#
  }

  static var memoryText: String {
    #"""
    // Address space.
    #include <sys/mman.h>
    #include <unistd.h>
    #include <errno.h>

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    // Where the heap ends, once that has been asked.
    static long current;

    void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
      return (void *)__result(
          __syscall(222, (long)address, (long)length, protection, flags, descriptor, offset));
    }

    int munmap(void *address, size_t length) {
      return (int)__result(__syscall(215, (long)address, (long)length, 0, 0, 0, 0));
    }

    int mprotect(void *address, size_t length, int protection) {
      return (int)__result(__syscall(226, (long)address, (long)length, protection, 0, 0, 0));
    }

    // brk(2): the kernel answers where the heap ends now, whether or not it was moved.
    int brk(void *end) {
      current = __syscall(214, (long)end, 0, 0, 0, 0, 0);
      if ((unsigned long)current < (unsigned long)end) {
        errno = ENOMEM;
        return -1;
      }
      return 0;
    }

    void *sbrk(long increment) {
      if (!current) brk(NULL);
      long old = current;
      if (increment && brk((void *)(old + increment)) < 0) return (void *)-1;
      return (void *)old;
    }
    """#
  }

  static var semaphoresText: String {
    #"""
    // System V semaphores.
    #include <sys/ipc.h>

    struct sembuf;

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    int semget(key_t key, int count, int flags) {
      return (int)__result(__syscall(190, key, count, flags, 0, 0, 0));
    }

    int semop(int set, struct sembuf *operations, size_t count) {
      return (int)__result(__syscall(193, set, (long)operations, (long)count, 0, 0, 0));
    }

    // A `union semun` is passed as one word, whatever is in it.
    int semctl(int set, int number, int command, long argument) {
      return (int)__result(__syscall(191, set, number, command, argument, 0, 0));
    }
    """#
  }

  static var timeText: String {
    #"""
    // Time.
    #include <time.h>
    #include <unistd.h>
    #include <errno.h>

    #define ITIMER_REAL 0

    struct interval {
      long period_seconds;
      long period_microseconds;
      long seconds;
      long microseconds;
    };

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    int nanosleep(const struct timespec *wanted, struct timespec *rest) {
      return (int)__result(__syscall(101, (long)wanted, (long)rest, 0, 0, 0, 0));
    }

    int clock_gettime(clockid_t clock, struct timespec *now) {
      return (int)__result(__syscall(113, clock, (long)now, 0, 0, 0, 0));
    }

    unsigned sleep(unsigned seconds) {
      struct timespec time = {(time_t)seconds, 0};
      return nanosleep(&time, &time) < 0 ? (unsigned)time.tv_sec : 0;
    }

    int usleep(unsigned microseconds) {
      struct timespec time;
      time.tv_sec = (time_t)(microseconds / 1000000);
      time.tv_nsec = (long)(microseconds % 1000000) * 1000;
      return nanosleep(&time, NULL);
    }

    // A part of a second counts as one, so that 0 says that there was no alarm.
    unsigned alarm(unsigned seconds) {
      struct interval wanted = {0, 0, (long)seconds, 0};
      struct interval old = {0, 0, 0, 0};
      if (__result(__syscall(103, ITIMER_REAL, (long)&wanted, (long)&old, 0, 0, 0)) < 0) return 0;
      unsigned left = (unsigned)old.seconds;
      if (old.microseconds >= 500000 || left == 0 && old.microseconds > 0) left++;
      return left;
    }
    """#
  }
}
