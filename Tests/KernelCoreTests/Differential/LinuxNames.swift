/// The numbers that scenarios call by Linux's names.
///
/// Sources: `include/uapi/linux/` and `include/uapi/asm-generic/`; the values are those of x86-64
/// and riscv64 alike.
enum LinuxNames {
  /// The value of a name, for example `CLONE_VM`.
  static func value(of name: String) -> UInt64? { values[name] }

  /// The name of a signal; a number for one that has none.
  static func signal(_ number: Int64) -> String {
    if let name = signalNames[number] { return name }
    return number >= 32 && number <= 64 ? "SIGRT_\(number - 32)" : String(number)
  }

  /// The name of an error.
  static func error(_ number: Int64) -> String { errorNames[number] ?? "errno \(number)" }

  /// A set of signals, as scenarios write it.
  static func set(_ bits: UInt64) -> String {
    let names = (0..<64).filter { bits >> $0 & 1 == 1 }.map { signal(Int64($0) + 1) }
    return names.isEmpty ? "none" : names.joined(separator: "|")
  }

  private static let signalNames: [Int64: String] = Dictionary(
    uniqueKeysWithValues: names(
      """
      SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2
      SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG
      SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS
      """
    ).enumerated().map { (Int64($0.offset) + 1, $0.element) })

  private static let errorNames: [Int64: String] = Dictionary(
    uniqueKeysWithValues: pairs(
      """
      EPERM 1 ENOENT 2 ESRCH 3 EINTR 4 EIO 5 ENXIO 6 E2BIG 7 ENOEXEC 8 EBADF 9 ECHILD 10 EAGAIN 11
      ENOMEM 12 EACCES 13 EFAULT 14 ENOTBLK 15 EBUSY 16 EEXIST 17 EXDEV 18 ENODEV 19 ENOTDIR 20
      EISDIR 21 EINVAL 22 ENFILE 23 EMFILE 24 ENOTTY 25 ETXTBSY 26 EFBIG 27 ENOSPC 28 ESPIPE 29
      EROFS 30 EMLINK 31 EPIPE 32 EDOM 33 ERANGE 34 EDEADLK 35 ENAMETOOLONG 36 ENOLCK 37 ENOSYS 38
      ENOTEMPTY 39 ELOOP 40 ENOMSG 42 EIDRM 43 EOVERFLOW 75 EUSERS 87 EOPNOTSUPP 95 ETIMEDOUT 110
      ESTALE 116
      """
    ).map { (Int64($0.value), $0.name) })

  private static let values: [String: UInt64] = {
    var all: [String: UInt64] = [:]
    for (number, name) in signalNames { all[name] = UInt64(number) }
    for number in 32...64 as ClosedRange<UInt64> { all["SIGRT_\(number - 32)"] = number }
    for (name, value) in pairs(numbers) { all[name] = value }
    return all
  }()

  private static func names(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static func pairs(_ text: String) -> [(name: String, value: UInt64)] {
    let words = names(text)
    return stride(from: 0, to: words.count, by: 2).map { place in
      let number = words[place + 1]
      let value =
        number.hasPrefix("0x")
        ? UInt64(number.dropFirst(2), radix: 16) : Int64(number).map { UInt64(bitPattern: $0) }
      return (words[place], value ?? 0)
    }
  }

  private static let numbers = """
    CLONE_NEWTIME 0x80 CLONE_VM 0x100 CLONE_FS 0x200 CLONE_FILES 0x400 CLONE_SIGHAND 0x800
    CLONE_PIDFD 0x1000 CLONE_PTRACE 0x2000 CLONE_VFORK 0x4000 CLONE_PARENT 0x8000
    CLONE_THREAD 0x10000 CLONE_NEWNS 0x20000 CLONE_SYSVSEM 0x40000 CLONE_SETTLS 0x80000
    CLONE_PARENT_SETTID 0x100000 CLONE_CHILD_CLEARTID 0x200000 CLONE_DETACHED 0x400000
    CLONE_UNTRACED 0x800000 CLONE_CHILD_SETTID 0x1000000 CLONE_NEWCGROUP 0x2000000
    CLONE_NEWUTS 0x4000000 CLONE_NEWIPC 0x8000000 CLONE_NEWUSER 0x10000000
    CLONE_NEWPID 0x20000000 CLONE_NEWNET 0x40000000 CLONE_IO 0x80000000
    CLONE_CLEAR_SIGHAND 0x100000000 CLONE_INTO_CGROUP 0x200000000
    THREAD 0x10f00 POSIX_THREAD 0x3d0f00
    WNOHANG 1 WUNTRACED 2 WSTOPPED 2 WEXITED 4 WCONTINUED 8 WNOWAIT 0x1000000
    __WNOTHREAD 0x20000000 __WALL 0x40000000 __WCLONE 0x80000000
    P_ALL 0 P_PID 1 P_PGID 2 P_PIDFD 3
    SIG_DFL 0 SIG_IGN 1 SIG_BLOCK 0 SIG_UNBLOCK 1 SIG_SETMASK 2
    SA_NOCLDSTOP 1 SA_NOCLDWAIT 2 SA_ONSTACK 0x8000000 SA_RESTART 0x10000000
    SA_NODEFER 0x40000000 SA_RESETHAND 0x80000000
    SS_ONSTACK 1 SS_DISABLE 2
    PR_SET_PDEATHSIG 1 PR_GET_PDEATHSIG 2 PR_GET_DUMPABLE 3 PR_SET_DUMPABLE 4
    PR_SET_CHILD_SUBREAPER 36 PR_GET_CHILD_SUBREAPER 37 PR_SET_NO_NEW_PRIVS 38
    PR_GET_NO_NEW_PRIVS 39
    RLIMIT_CPU 0 RLIMIT_FSIZE 1 RLIMIT_DATA 2 RLIMIT_STACK 3 RLIMIT_CORE 4 RLIMIT_NPROC 6
    RLIMIT_NOFILE 7 RLIMIT_SIGPENDING 11
    RLIM_INFINITY 0xffffffffffffffff
    IPC_PRIVATE 0 IPC_CREAT 512 IPC_EXCL 1024 IPC_NOWAIT 2048 IPC_RMID 0 GETPID 11 GETVAL 12
    GETNCNT 14 GETZCNT 15 SETVAL 16 SEM_UNDO 4096
    F_DUPFD 0 F_GETFD 1 F_SETFD 2 F_GETFL 3 F_SETFL 4 F_DUPFD_CLOEXEC 1030 FD_CLOEXEC 1
    O_RDONLY 0 O_WRONLY 1 O_RDWR 2 O_CREAT 64 O_EXCL 128 O_TRUNC 512 O_APPEND 1024
    O_NONBLOCK 2048 O_CLOEXEC 524288 PIDFD_NONBLOCK 2048 PIDFD_THREAD 128
    PIDFD_SIGNAL_THREAD 1 PIDFD_SIGNAL_THREAD_GROUP 2 PIDFD_SIGNAL_PROCESS_GROUP 4
    PTRACE_TRACEME 0 PTRACE_CONT 7 PTRACE_KILL 8 PTRACE_ATTACH 16 PTRACE_DETACH 17
    PTRACE_SETOPTIONS 0x4200 PTRACE_GETEVENTMSG 0x4201 PTRACE_GETSIGINFO 0x4202
    PTRACE_SEIZE 0x4206 PTRACE_INTERRUPT 0x4207 PTRACE_LISTEN 0x4208
    PTRACE_O_TRACESYSGOOD 1 PTRACE_O_TRACEFORK 2 PTRACE_O_TRACEVFORK 4 PTRACE_O_TRACECLONE 8
    PTRACE_O_TRACEEXEC 16 PTRACE_O_TRACEVFORKDONE 32 PTRACE_O_TRACEEXIT 64
    PTRACE_O_EXITKILL 0x100000
    ITIMER_REAL 0 ITIMER_VIRTUAL 1 ITIMER_PROF 2
    KCMP_FILE 0 KCMP_VM 1 KCMP_FILES 2 KCMP_FS 3 KCMP_SIGHAND 4 KCMP_IO 5 KCMP_SYSVSEM 6
    IOPRIO_WHO_PROCESS 1 IOPRIO_WHO_PGRP 2 IOPRIO_WHO_USER 3
    PRIO_PROCESS 0 PRIO_PGRP 1 PRIO_USER 2
    RUSAGE_SELF 0 RUSAGE_CHILDREN -1 RUSAGE_THREAD 1
    POLLIN 1 POLLOUT 4 POLLERR 8 POLLHUP 16 POLLNVAL 32
    PROT_NONE 0 PROT_READ 1 PROT_WRITE 2 MAP_SHARED 1 MAP_PRIVATE 2 MAP_ANONYMOUS 32
    FUTEX_OP_SET 0 NULL 0 INT_MIN -2147483648
    """
}
