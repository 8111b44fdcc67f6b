/// Headers of the system calls.
extension Header {
  /// What the header declares.
  var text: String {
    switch self {
    case .stddef: Self.stddefText
    case .stdint: Self.stdintText
    case .limits: Self.limitsText
    case .types: Self.typesText
    case .errno: Self.errnoText
    case .stdio: Self.stdioText
    case .stdlib: Self.stdlibText
    case .string: Self.stringText
    case .time: Self.timeText
    case .signal: Self.signalText
    case .sched: Self.schedText
    case .unistd: Self.unistdText
    case .wait: Self.waitText
    case .mman: Self.mmanText
    case .fcntl: Self.fcntlText
    case .atomic: Self.atomicText
    case .futex: Self.futexText
    case .pthread: Self.pthreadText
    case .prctl: Self.prctlText
    case .ptrace: Self.ptraceText
    case .resource: Self.resourceText
    case .ipc: Self.ipcText
    case .semaphores: Self.semaphoresText
    case .stat: Self.statText
    case .threadbare: Self.threadbareText
    }
  }

  private static var typesText: String {
    """
    #include <stddef.h>
    typedef int pid_t;
    typedef unsigned uid_t;
    typedef unsigned gid_t;
    typedef unsigned mode_t;
    typedef long off_t;
    typedef long ssize_t;
    typedef long time_t;
    typedef int key_t;
    typedef unsigned id_t;
    """
  }

  private static var timeText: String {
    """
    #include <sys/types.h>
    typedef int clockid_t;
    struct timespec { time_t tv_sec; long tv_nsec; };
    #define CLOCK_REALTIME 0
    #define CLOCK_MONOTONIC 1
    int nanosleep(const struct timespec *wanted, struct timespec *rest);
    int clock_gettime(clockid_t clock, struct timespec *now);
    """
  }

  private static var signalText: String {
    var text = """
      #include <sys/types.h>
      #include <time.h>
      typedef int sig_atomic_t;
      typedef struct __sigset { unsigned long __word[16]; } sigset_t;
      union sigval { int sival_int; void *sival_ptr; };
      typedef struct __siginfo {
        int si_signo;
        int si_errno;
        int si_code;
        int __pad;
        union {
          struct { pid_t si_pid; uid_t si_uid; union { int si_status; union sigval si_value; }; };
          void *si_addr;
        };
        long __rest[12];
      } siginfo_t;
      struct sigaction {
        union {
          void (*sa_handler)(int);
          void (*sa_sigaction)(int, siginfo_t *, void *);
        };
        sigset_t sa_mask;
        int sa_flags;
      };
      typedef struct __stack { void *ss_sp; int ss_flags; size_t ss_size; } stack_t;
      #define SIG_DFL ((void (*)(int))0)
      #define SIG_IGN ((void (*)(int))1)
      #define SIG_ERR ((void (*)(int))-1)
      #define SIG_BLOCK 0
      #define SIG_UNBLOCK 1
      #define SIG_SETMASK 2
      #define SA_NOCLDSTOP 1
      #define SA_NOCLDWAIT 2
      #define SA_SIGINFO 4
      #define SA_ONSTACK 0x08000000
      #define SA_RESTART 0x10000000
      #define SA_NODEFER 0x40000000
      #define SA_RESETHAND 0x80000000
      #define SS_ONSTACK 1
      #define SS_DISABLE 2
      #define MINSIGSTKSZ 2048
      #define SIGSTKSZ 8192
      #define SI_USER 0
      #define SI_QUEUE (-1)
      #define SI_TKILL (-6)
      #define SI_KERNEL 0x80
      #define ILL_ILLOPC 1
      #define FPE_INTDIV 1
      #define FPE_INTOVF 2
      #define SEGV_MAPERR 1
      #define SEGV_ACCERR 2
      #define BUS_ADRALN 1
      #define BUS_ADRERR 2
      #define TRAP_BRKPT 1
      #define TRAP_TRACE 2
      #define CLD_EXITED 1
      #define CLD_KILLED 2
      #define CLD_DUMPED 3
      #define CLD_TRAPPED 4
      #define CLD_STOPPED 5
      #define CLD_CONTINUED 6
      int kill(pid_t process, int signal);
      int tgkill(pid_t group, pid_t thread, int signal);
      int raise(int signal);
      void (*signal(int signal, void (*handler)(int)))(int);
      int sigaction(int signal, const struct sigaction *action, struct sigaction *old);
      int sigprocmask(int how, const sigset_t *set, sigset_t *old);
      int sigpending(sigset_t *set);
      int sigsuspend(const sigset_t *mask);
      int sigaltstack(const stack_t *stack, stack_t *old);
      int sigqueue(pid_t process, int signal, const union sigval value);
      int sigemptyset(sigset_t *set);
      int sigfillset(sigset_t *set);
      int sigaddset(sigset_t *set, int signal);
      int sigdelset(sigset_t *set, int signal);
      int sigismember(const sigset_t *set, int signal);
      int __libc_current_sigrtmin(void);
      int __libc_current_sigrtmax(void);

      """
    // Source: `include/uapi/asm-generic/signal.h`, Linux 6.18.
    let signals = [
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ]
    for (index, name) in signals.enumerated() {
      text += "#define SIG" + name + " " + String(index + 1) + "\n"
    }
    // No constants, as in other libraries: signal(7).
    return text + "#define SIGRTMIN (__libc_current_sigrtmin())\n"
      + "#define SIGRTMAX (__libc_current_sigrtmax())\n"
  }

  private static var schedText: String {
    """
    #include <sys/types.h>
    #define CSIGNAL 0x000000ff
    #define CLONE_NEWTIME 0x00000080
    #define CLONE_VM 0x00000100
    #define CLONE_FS 0x00000200
    #define CLONE_FILES 0x00000400
    #define CLONE_SIGHAND 0x00000800
    #define CLONE_PIDFD 0x00001000
    #define CLONE_PTRACE 0x00002000
    #define CLONE_VFORK 0x00004000
    #define CLONE_PARENT 0x00008000
    #define CLONE_THREAD 0x00010000
    #define CLONE_NEWNS 0x00020000
    #define CLONE_SYSVSEM 0x00040000
    #define CLONE_SETTLS 0x00080000
    #define CLONE_PARENT_SETTID 0x00100000
    #define CLONE_CHILD_CLEARTID 0x00200000
    #define CLONE_DETACHED 0x00400000
    #define CLONE_UNTRACED 0x00800000
    #define CLONE_CHILD_SETTID 0x01000000
    #define CLONE_NEWCGROUP 0x02000000
    #define CLONE_NEWUTS 0x04000000
    #define CLONE_NEWIPC 0x08000000
    #define CLONE_NEWUSER 0x10000000
    #define CLONE_NEWPID 0x20000000
    #define CLONE_NEWNET 0x40000000
    #define CLONE_IO 0x80000000
    #define CLONE_CLEAR_SIGHAND 0x100000000UL
    #define SCHED_OTHER 0
    #define SCHED_FIFO 1
    #define SCHED_RR 2
    #define SCHED_BATCH 3
    #define SCHED_IDLE 5
    struct sched_param { int sched_priority; };
    typedef struct __cpu_set { unsigned long __word[16]; } cpu_set_t;
    int sched_yield(void);
    int sched_setscheduler(pid_t task, int policy, const struct sched_param *parameter);
    int sched_setaffinity(pid_t task, size_t size, const cpu_set_t *mask);
    int unshare(int flags);
    int setns(int descriptor, int type);
    """
  }

  private static var unistdText: String {
    """
    #include <sys/types.h>
    #define STDIN_FILENO 0
    #define STDOUT_FILENO 1
    #define STDERR_FILENO 2
    #define SEEK_SET 0
    #define SEEK_CUR 1
    #define SEEK_END 2
    pid_t fork(void);
    pid_t vfork(void);
    void _exit(int status);
    pid_t getpid(void);
    pid_t gettid(void);
    pid_t getppid(void);
    pid_t getpgid(pid_t process);
    pid_t getpgrp(void);
    int setpgid(pid_t process, pid_t group);
    pid_t getsid(pid_t process);
    pid_t setsid(void);
    uid_t getuid(void);
    uid_t geteuid(void);
    gid_t getgid(void);
    gid_t getegid(void);
    int execve(const char *path, char *const argv[], char *const envp[]);
    int nice(int increment);
    int pause(void);
    unsigned alarm(unsigned seconds);
    unsigned sleep(unsigned seconds);
    int usleep(unsigned microseconds);
    int close(int descriptor);
    int dup(int descriptor);
    int dup2(int descriptor, int wanted);
    int pipe(int descriptors[2]);
    ssize_t read(int descriptor, void *buffer, size_t count);
    ssize_t write(int descriptor, const void *buffer, size_t count);
    off_t lseek(int descriptor, off_t offset, int whence);
    int chdir(const char *path);
    char *getcwd(char *buffer, size_t size);
    int unlink(const char *path);
    int brk(void *end);
    void *sbrk(long increment);
    """
  }

  private static var waitText: String {
    """
    #include <sys/types.h>
    #include <signal.h>
    #include <sys/resource.h>
    #define WNOHANG 1
    #define WUNTRACED 2
    #define WSTOPPED 2
    #define WEXITED 4
    #define WCONTINUED 8
    #define WNOWAIT 0x01000000
    #define __WNOTHREAD 0x20000000
    #define __WALL 0x40000000
    #define __WCLONE 0x80000000
    #define P_ALL 0
    #define P_PID 1
    #define P_PGID 2
    #define P_PIDFD 3
    typedef int idtype_t;
    pid_t wait(int *status);
    pid_t waitpid(pid_t process, int *status, int options);
    pid_t wait4(pid_t process, int *status, int options, struct rusage *usage);
    int waitid(idtype_t kind, id_t id, siginfo_t *info, int options);
    int WIFEXITED(int status);
    int WEXITSTATUS(int status);
    int WIFSIGNALED(int status);
    int WTERMSIG(int status);
    int WCOREDUMP(int status);
    int WIFSTOPPED(int status);
    int WSTOPSIG(int status);
    int WIFCONTINUED(int status);
    """
  }

  private static var mmanText: String {
    """
    #include <sys/types.h>
    #define PROT_NONE 0
    #define PROT_READ 1
    #define PROT_WRITE 2
    #define PROT_EXEC 4
    #define MAP_SHARED 1
    #define MAP_PRIVATE 2
    #define MAP_FIXED 0x10
    #define MAP_ANONYMOUS 0x20
    #define MAP_ANON 0x20
    #define MAP_GROWSDOWN 0x100
    #define MAP_LOCKED 0x2000
    #define MAP_NORESERVE 0x4000
    #define MAP_POPULATE 0x8000
    #define MAP_NONBLOCK 0x10000
    #define MAP_STACK 0x20000
    #define MAP_FIXED_NOREPLACE 0x100000
    #define MAP_FAILED ((void *)-1)
    void *mmap(void *address, size_t length, int protection, int flags, int descriptor,
               off_t offset);
    int munmap(void *address, size_t length);
    int mprotect(void *address, size_t length, int protection);
    """
  }

  private static var fcntlText: String {
    """
    #include <sys/types.h>
    #include <sys/stat.h>
    #define O_RDONLY 0
    #define O_WRONLY 1
    #define O_RDWR 2
    #define O_ACCMODE 3
    #define O_CREAT 0100
    #define O_EXCL 0200
    #define O_TRUNC 01000
    #define O_APPEND 02000
    #define O_NONBLOCK 04000
    #define O_NOCTTY 0400
    #define O_DSYNC 010000
    #define O_DIRECTORY 0200000
    #define O_NOFOLLOW 0400000
    #define O_CLOEXEC 02000000
    #define O_SYNC 04010000
    #define O_PATH 010000000
    #define F_DUPFD 0
    #define F_GETFD 1
    #define F_SETFD 2
    #define F_GETFL 3
    #define F_SETFL 4
    #define FD_CLOEXEC 1
    int open(const char *path, int flags, ...);
    int fcntl(int descriptor, int command, ...);
    """
  }

  private static var prctlText: String {
    """
    #define PR_SET_PDEATHSIG 1
    #define PR_GET_PDEATHSIG 2
    #define PR_SET_NAME 15
    #define PR_GET_NAME 16
    #define PR_SET_CHILD_SUBREAPER 36
    #define PR_GET_CHILD_SUBREAPER 37
    int prctl(int option, ...);
    """
  }

  private static var ptraceText: String {
    """
    #define PTRACE_TRACEME 0
    #define PTRACE_PEEKTEXT 1
    #define PTRACE_PEEKDATA 2
    #define PTRACE_POKETEXT 4
    #define PTRACE_POKEDATA 5
    #define PTRACE_CONT 7
    #define PTRACE_KILL 8
    #define PTRACE_SINGLESTEP 9
    #define PTRACE_ATTACH 16
    #define PTRACE_DETACH 17
    #define PTRACE_SYSCALL 24
    #define PTRACE_SETOPTIONS 0x4200
    #define PTRACE_GETEVENTMSG 0x4201
    #define PTRACE_SEIZE 0x4206
    #define PTRACE_INTERRUPT 0x4207
    #define PTRACE_LISTEN 0x4208
    #define PTRACE_O_TRACESYSGOOD 1
    #define PTRACE_O_TRACEFORK 2
    #define PTRACE_O_TRACEVFORK 4
    #define PTRACE_O_TRACECLONE 8
    #define PTRACE_O_TRACEEXEC 16
    #define PTRACE_O_TRACEEXIT 64
    #define PTRACE_O_EXITKILL 0x100000
    #define PTRACE_EVENT_FORK 1
    #define PTRACE_EVENT_VFORK 2
    #define PTRACE_EVENT_CLONE 3
    #define PTRACE_EVENT_EXEC 4
    #define PTRACE_EVENT_EXIT 6
    #define PTRACE_EVENT_STOP 128
    long ptrace(int request, ...);
    """
  }

  private static var ipcText: String {
    """
    #include <sys/types.h>
    #define IPC_CREAT 01000
    #define IPC_EXCL 02000
    #define IPC_NOWAIT 04000
    #define IPC_RMID 0
    #define IPC_SET 1
    #define IPC_STAT 2
    #define IPC_PRIVATE 0
    """
  }

  private static var semaphoresText: String {
    """
    #include <sys/ipc.h>
    #define SEM_UNDO 0x1000
    #define GETPID 11
    #define GETVAL 12
    #define GETALL 13
    #define GETNCNT 14
    #define GETZCNT 15
    #define SETVAL 16
    #define SETALL 17
    struct sembuf { unsigned short sem_num; short sem_op; short sem_flg; };
    int semget(key_t key, int count, int flags);
    int semop(int set, struct sembuf *operations, size_t count);
    int semctl(int set, int number, int command, ...);
    """
  }

  private static var threadbareText: String {
    """
    #include <stddef.h>
    #include <stdint.h>
    #include <limits.h>
    #include <sys/types.h>
    #include <errno.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <time.h>
    #include <signal.h>
    #include <sched.h>
    #include <unistd.h>
    #include <sys/wait.h>
    #include <sys/mman.h>
    #include <fcntl.h>
    #include <stdatomic.h>
    #include <linux/futex.h>
    #include <pthread.h>
    #include <sys/prctl.h>
    #include <sys/ptrace.h>
    #include <sys/resource.h>
    #include <sys/ipc.h>
    #include <sys/sem.h>
    #include <sys/stat.h>
    struct clone_args {
      uint64_t flags;
      uint64_t pidfd;
      uint64_t child_tid;
      uint64_t parent_tid;
      uint64_t exit_signal;
      uint64_t stack;
      uint64_t stack_size;
      uint64_t tls;
      uint64_t set_tid;
      uint64_t set_tid_size;
      uint64_t cgroup;
    };
    union semun { int val; void *buf; unsigned short *array; };
    int task_clone(unsigned long flags, int (*fn)(long), long arg, int *ptid, void *tls, int *ctid);
    int futex(volatile void *word, int op, int val, const struct timespec *timeout,
              volatile void *word2, int val3);
    void exit_group(int status);
    int clone3(struct clone_args *args, unsigned long size);
    int set_tid_address(int *address);
    int set_robust_list(struct robust_list_head *head, unsigned long size);
    int pidfd_open(int pid, unsigned flags);
    void *get_tls(void);
    """
  }
}
