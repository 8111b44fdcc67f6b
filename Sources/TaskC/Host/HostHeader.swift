/// What a program of Task C needs to be compiled by the C compiler of a Linux machine.
package enum HostHeader {
  /// The name of the file.
  package static var name: String { "threadbare.h" }

  /// The file's text.
  ///
  /// Programs are compiled with `-include threadbare.h`, so that those which don't name it write
  /// without a buffer too; with `-fsigned-char`, where `char` has no sign; and without stack
  /// protectors, which would read the thread pointer that a program chooses for a task.
  package static var text: String {
    #"""
    /* What Task C has beyond the C library of Linux: a program of Task C that includes this is a
       program of C. */
    #ifndef THREADBARE_H
    #define THREADBARE_H

    #ifndef _GNU_SOURCE
    #define _GNU_SOURCE
    #endif
    #include <errno.h>
    #include <fcntl.h>
    #include <limits.h>
    #include <pthread.h>
    #include <sched.h>
    #include <signal.h>
    #include <stdatomic.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <time.h>
    #include <unistd.h>
    #include <sys/ipc.h>
    #include <sys/mman.h>
    #include <sys/prctl.h>
    #include <sys/ptrace.h>
    #include <sys/resource.h>
    #include <sys/sem.h>
    #include <sys/stat.h>
    #include <sys/syscall.h>
    #include <sys/types.h>
    #include <sys/wait.h>
    #include <linux/futex.h>
    #include <linux/sched.h>
    #if defined(__has_include)
    #if __has_include(<sys/pidfd.h>)
    #include <sys/pidfd.h>
    #define THREADBARE_HAS_PIDFD
    #endif
    #endif

    /* Names that a program may have for its own. */
    #undef linux
    #undef unix

    /* Constants in Task C, and calls of sysconf in glibc. A frame of this machine with all of its registers
       may need more than Task C's 8192 bytes. */
    #undef SIGSTKSZ
    #undef MINSIGSTKSZ
    #define SIGSTKSZ 65536
    #define MINSIGSTKSZ 2048

    /* semctl(2): "the calling program must define this union". */
    union semun {
      int val;
      void *buf;
      unsigned short *array;
    };

    /* Nothing waits in a buffer, so that a fork copies nothing of it. */
    __attribute__((constructor)) static void threadbare_begin(void) {
      setvbuf(stdout, NULL, _IONBF, 0);
    }

    /* The C library's own would write the text and the end of its line one after the other, and
       others could write between them. The compiler makes calls of it from those of printf. */
    __attribute__((weak)) int puts(const char *text) {
      char line[1024];
      size_t used = 0;
      int total = 0;
      for (int is_over = 0; !is_over; ) {
        is_over = *text == 0;
        line[used++] = is_over ? '\n' : *text++;
        for (size_t at = 0; (is_over || used == sizeof line) && used > 0;) {
          ssize_t count = write(STDOUT_FILENO, line + at, used - at);
          if (count < 0) return EOF;
          at += (size_t)count;
          total += (int)count;
          if (at == used) used = 0;
        }
      }
      return total;
    }

    struct threadbare_start {
      int (*fn)(long);
      long arg;
    };

    static inline int threadbare_run(void *start) {
      struct threadbare_start *task = start;
      return task->fn(task->arg);
    }

    /* A task with a stack of 64 KiB. The C library's wrapper ends it with the raw exit call. */
    static inline int task_clone(unsigned long flags, int (*fn)(long), long arg, int *ptid, void *tls,
                                 int *ctid) {
      char *stack = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (stack == MAP_FAILED) return -1;
      struct threadbare_start *start = (struct threadbare_start *)(stack + 0x10000) - 1;
      start->fn = fn;
      start->arg = arg;
      int task = clone(threadbare_run, start, (int)flags, start, ptid, tls, ctid);
      if (task < 0) {
        int error = errno;
        munmap(stack, 0x10000);
        errno = error;
      }
      return task;
    }

    static inline int clone3(struct clone_args *args, unsigned long size) {
      return (int)syscall(SYS_clone3, args, size);
    }

    static inline int futex(volatile void *word, int op, int val, const struct timespec *timeout,
                            volatile void *word2, int val3) {
      return (int)syscall(SYS_futex, word, op, val, timeout, word2, val3);
    }

    static inline void exit_group(int status) { syscall(SYS_exit_group, status); }

    static inline int set_tid_address(int *address) {
      return (int)syscall(SYS_set_tid_address, address);
    }

    static inline int set_robust_list(struct robust_list_head *head, unsigned long size) {
      return (int)syscall(SYS_set_robust_list, head, size);
    }

    #ifndef THREADBARE_HAS_PIDFD
    static inline int pidfd_open(int pid, unsigned flags) {
      return (int)syscall(SYS_pidfd_open, pid, flags);
    }
    #endif

    static inline void *get_tls(void) {
    #ifdef __x86_64__
      unsigned long base = 0;
      syscall(SYS_arch_prctl, 0x1003 /* ARCH_GET_FS */, &base);
      return (void *)base;
    #else
      return __builtin_thread_pointer();
    #endif
    }

    #endif

    """#
  }
}
