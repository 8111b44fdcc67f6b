/// Functions that make no system calls, or memory of one.
extension Library {
  static var stringsText: String {
    #"""
    // Bytes and strings.
    #include <string.h>

    int strcmp(const char *left, const char *right) {
      while (*left && *left == *right) {
        left++;
        right++;
      }
      return (int)(unsigned char)*left - (int)(unsigned char)*right;
    }

    size_t strlen(const char *text) {
      const char *end = text;
      while (*end) end++;
      return (size_t)(end - text);
    }

    void *memset(void *memory, int byte, size_t count) {
      char *at = memory;
      char *end = at + count;
      while (at != end) *at++ = (char)byte;
      return memory;
    }

    void *memcpy(void *to, const void *from, size_t count) {
      char *target = to;
      const char *source = from;
      // Eight bytes at once where both lie well.
      if ((((unsigned long)target | (unsigned long)source) & 7) == 0) {
        for (; count >= 8; count -= 8) {
          *(long *)target = *(const long *)source;
          target += 8;
          source += 8;
        }
      }
      while (count--) *target++ = *source++;
      return to;
    }
    """#
  }

  static var mallocText: String {
    #"""
    // Memory. What is given back is not used again, so that what was written there stays to be seen, and
    // no pointer points by chance to what is new.
    #include <stdlib.h>
    #include <errno.h>
    #include <stdatomic.h>
    #include <sys/mman.h>
    #include <linux/futex.h>

    #define CHUNK 0x40000

    long __syscall(long number, long a, long b, long c, long d, long e, long f);

    static char *next, *end;
    static _Atomic int lock;

    static void take(void) {
      int free = 0;
      while (!atomic_compare_exchange_strong(&lock, &free, 1)) {
        __syscall(98, (long)&lock, FUTEX_WAIT, 1, 0, 0, 0);
        free = 0;
      }
    }

    static void give(void) {
      atomic_store(&lock, 0);
      __syscall(98, (long)&lock, FUTEX_WAKE, 1, 0, 0, 0);
    }

    void *malloc(size_t size) {
      if (size > 0x7ffffffffffff000) {
        errno = ENOMEM;
        return NULL;
      }
      size = size < 16 ? 16 : (size + 15) / 16 * 16;
      take();
      if ((size_t)(end - next) < size) {
        size_t wanted = size < CHUNK ? CHUNK : (size + 4095) / 4096 * 4096;
        char *more = mmap(NULL, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (more == MAP_FAILED) {
          give();
          errno = ENOMEM;
          return NULL;
        }
        next = more;
        end = more + wanted;
      }
      char *memory = next;
      next += size;
      give();
      return memory;
    }

    void free(void *memory) {
    }
    """#
  }

  static var divideText: String {
    #"""
    // What a division by zero does. RISC-V has a result for it; the programs' other machine, x86-64, has
    // an exception, for which the kernel sends SIGFPE: to whoever blocks or ignores it, too.
    #include <signal.h>
    #include <unistd.h>

    void __divide_error(void) {
      struct sigaction action;
      sigset_t mask, set;
      sigprocmask(SIG_BLOCK, NULL, &mask);
      sigaction(SIGFPE, NULL, &action);
      int is_blocked = sigismember(&mask, SIGFPE);
      if (is_blocked || action.sa_handler == SIG_IGN) {
        signal(SIGFPE, SIG_DFL);
        sigemptyset(&set);
        sigaddset(&set, SIGFPE);
        sigprocmask(SIG_UNBLOCK, &set, NULL);
      }
      // A handler that returns comes back to the division.
      while (1) tgkill(getpid(), gettid(), SIGFPE);
    }
    """#
  }
}
