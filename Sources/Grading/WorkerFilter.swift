internal import Foundation

/// The system calls that a worker may make once it has hardened itself.
///
/// What is not listed ends the worker with SIGSYS, so the report can name it. A few calls that the
/// C library tries and can do without are refused with an error instead. Files can be opened for
/// reading alone, since the plugin has yet to be loaded; in the sandbox there is nothing to read.
enum WorkerFilter {
  private static let allowed = [
    "read", "write", "readv", "writev", "close", "fstat", "newfstatat", "lseek", "pread64", "mmap",
    "munmap", "mprotect", "mremap", "madvise", "brk", "futex", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "sigaltstack", "getrandom", "clock_gettime",
    "clock_getres", "gettimeofday", "time", "sched_yield", "getpid", "gettid", "getuid", "geteuid",
    "getgid", "getegid", "getrlimit", "sched_getaffinity", "dup", "dup2",
    "poll", "nanosleep", "clock_nanosleep", "set_robust_list", "rseq", "restart_syscall",
    "set_tid_address", "arch_prctl", "uname", "sysinfo", "membarrier",
  ]

  private static let refused = [
    "prctl", "ioctl", "readlink", "readlinkat", "access", "faccessat", "faccessat2", "stat",
    "statx", "statfs", "getcwd", "getdents64", "setrlimit", "tgkill",
  ]

  /// What an exercise that allows processes has besides.
  private static let forProcesses = ["fork", "vfork", "wait4", "waitid"]

  /// What an exercise that allows files has besides.
  private static let forFiles = [
    "ftruncate", "unlink", "unlinkat", "mkdir", "mkdirat", "rename", "renameat2", "fsync",
    "pwrite64",
  ]

  /// The commands of fcntl(2) that are about a descriptor itself.
  ///
  /// Those for locks, owners and signals reach other processes.
  private static let descriptorCommands = [F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC]

  /// All namespaces of clone(2), and tracing.
  private static let cloneForbidden: UInt64 = 0x7e02_0000 | 0x2000 | 0x80

  /// The filter as a classic BPF program, 8 bytes an instruction.
  ///
  /// - Parameters:
  ///   - allowsProcesses: Whether the worker may make threads and processes.
  ///   - allowsFiles: Whether it may write files.
  /// - Returns: The program.
  /// - Throws: `GradingError.machine` if libseccomp refuses.
  static func program(
    allowsProcesses: Bool = false, allowsFiles: Bool = false
  ) throws(GradingError) -> [UInt8] {
    let filter = try FilterBuilder(others: FilterBuilder.kill)
    let refuse = FilterBuilder.refuse(EPERM)
    for name in allowed { filter.add(FilterBuilder.allow, name) }
    for name in refused { filter.add(refuse, name) }
    for command in descriptorCommands {
      filter.add(
        FilterBuilder.allow, "fcntl",
        [FilterBuilder.argument(1, masked: .max, is: UInt64(command))])
    }
    // To look alone, and at itself: whoever could lower a limit could have the kernel kill it, as if by the machine.
    filter.add(
      FilterBuilder.allow, "prlimit64",
      [
        FilterBuilder.argument(0, masked: 0xffff_ffff, is: 0),
        FilterBuilder.argument(2, masked: .max, is: 0),
      ])
    // A status of 128 or more stands for a signal, and nobody may claim one that was not sent.
    for name in ["exit", "exit_group"] {
      filter.add(FilterBuilder.allow, name, [FilterBuilder.argument(0, masked: 0x80, is: 0)])
    }
    if allowsProcesses {
      for name in forProcesses { filter.add(FilterBuilder.allow, name) }
      filter.add(
        FilterBuilder.allow, "clone", [FilterBuilder.argument(0, masked: cloneForbidden, is: 0)])
      // Its flags lie in memory, where no filter can look: the C library falls back to clone.
      filter.add(FilterBuilder.refuse(ENOSYS), "clone3")
    }
    if allowsFiles {
      for name in forFiles + ["openat"] { filter.add(FilterBuilder.allow, name) }
    } else {
      // openat(_, _, flags) where flags ask neither to write nor to create.
      let writing = UInt64(O_ACCMODE | O_CREAT | O_TRUNC | 0o20_000_000)
      filter.add(
        FilterBuilder.allow, "openat",
        [FilterBuilder.argument(2, masked: writing, is: UInt64(O_RDONLY))])
      for flag in [O_WRONLY, O_RDWR, O_CREAT, O_TRUNC] {
        filter.add(
          refuse, "openat",
          [FilterBuilder.argument(2, masked: UInt64(flag), is: UInt64(flag))])
      }
    }
    return try filter.program()
  }
}
