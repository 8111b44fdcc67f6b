extension Library {
  static var signalsText: String {
    #"""
    // Signals.
    #include <signal.h>
    #include <unistd.h>
    #include <errno.h>
    #include <string.h>

    // The kernel's sets have one word.
    #define SET_SIZE 8

    // As the kernel has it on RISC-V: it knows itself how a handler returns. Other systems, and QEMU 7
    // for this one, have the address of code for that before the mask: the mask is in both places.
    struct kernel_action {
      void (*handler)(int);
      unsigned long flags;
      unsigned long mask;
      unsigned long same_mask;
    };

    long __syscall(long number, long a, long b, long c, long d, long e, long f);
    long __result(long answer);

    int kill(pid_t process, int signal) {
      return (int)__result(__syscall(129, process, signal, 0, 0, 0, 0));
    }

    int tgkill(pid_t group, pid_t thread, int signal) {
      return (int)__result(__syscall(131, group, thread, signal, 0, 0, 0));
    }

    int raise(int signal) { return tgkill(getpid(), gettid(), signal); }

    // The two numbers behind 31 are the C library's own, as on other systems.
    static int is_signal(int signal) { return signal > 0 && signal < 65; }
    static int is_own(int signal) { return signal == 32 || signal == 33; }

    int sigaction(int signal, const struct sigaction *action, struct sigaction *old) {
      struct kernel_action new_action, old_action = {0, 0, 0, 0};
      if (!is_signal(signal) || is_own(signal)) {
        errno = EINVAL;
        return -1;
      }
      if (action) {
        new_action.handler = action->sa_handler;
        new_action.flags = (unsigned long)action->sa_flags;
        new_action.mask = new_action.same_mask = action->sa_mask.__word[0];
      }
      long answer = __syscall(134, signal, action ? (long)&new_action : 0,
                              old ? (long)&old_action : 0, SET_SIZE, 0, 0);
      if (answer == 0 && old) {
        memset(old, 0, sizeof(struct sigaction));
        old->sa_handler = old_action.handler;
        old->sa_flags = (int)old_action.flags;
        old->sa_mask.__word[0] = old_action.mask | old_action.same_mask;
      }
      return (int)__result(answer);
    }

    // As in BSD: the handler stays, and interrupted calls go on.
    void (*signal(int number, void (*handler)(int)))(int) {
      struct sigaction action, old;
      memset(&action, 0, sizeof action);
      action.sa_handler = handler;
      action.sa_flags = SA_RESTART;
      if (handler == SIG_ERR) {
        errno = EINVAL;
        return SIG_ERR;
      }
      sigemptyset(&action.sa_mask);
      if (is_signal(number)) sigaddset(&action.sa_mask, number);
      return sigaction(number, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
    }

    int sigprocmask(int how, const sigset_t *set, sigset_t *old) {
      sigset_t wanted;
      if (set) {
        wanted.__word[0] = set->__word[0] & ~(3UL << 31);
        set = &wanted;
      }
      if (old) memset(old, 0, sizeof(sigset_t));
      return (int)__result(__syscall(135, how, (long)set, (long)old, SET_SIZE, 0, 0));
    }

    int sigpending(sigset_t *set) {
      memset(set, 0, sizeof(sigset_t));
      return (int)__result(__syscall(136, (long)set, SET_SIZE, 0, 0, 0, 0));
    }

    int sigsuspend(const sigset_t *mask) {
      return (int)__result(__syscall(133, (long)mask, SET_SIZE, 0, 0, 0, 0));
    }

    // A poll of nothing, without an end.
    int pause(void) { return (int)__result(__syscall(73, 0, 0, 0, 0, 0, 0)); }

    int sigaltstack(const stack_t *stack, stack_t *old) {
      return (int)__result(__syscall(132, (long)stack, (long)old, 0, 0, 0, 0));
    }

    int sigqueue(pid_t process, int signal, const union sigval value) {
      siginfo_t info;
      memset(&info, 0, sizeof info);
      info.si_signo = signal;
      info.si_code = SI_QUEUE;
      info.si_pid = getpid();
      info.si_uid = getuid();
      info.si_value = value;
      return (int)__result(__syscall(138, process, signal, (long)&info, 0, 0, 0));
    }

    int sigemptyset(sigset_t *set) {
      memset(set, 0, sizeof(sigset_t));
      return 0;
    }

    int sigfillset(sigset_t *set) {
      memset(set, 255, sizeof(sigset_t));
      set->__word[0] &= ~(3UL << 31);
      return 0;
    }

    static int invalid(void) {
      errno = EINVAL;
      return -1;
    }

    int sigaddset(sigset_t *set, int signal) {
      if (!is_signal(signal) || is_own(signal)) return invalid();
      set->__word[0] |= 1UL << (signal - 1);
      return 0;
    }

    int sigdelset(sigset_t *set, int signal) {
      if (!is_signal(signal) || is_own(signal)) return invalid();
      set->__word[0] &= ~(1UL << (signal - 1));
      return 0;
    }

    int sigismember(const sigset_t *set, int signal) {
      if (!is_signal(signal)) return invalid();
      return (int)(set->__word[0] >> (signal - 1) & 1);
    }

    // signal(7): the two numbers before are kept for the library itself.
    int __libc_current_sigrtmin(void) { return 34; }

    int __libc_current_sigrtmax(void) { return 64; }
    """#
  }
}
