internal import CSeccomp
internal import Foundation

/// The system calls that a worker may make once it has hardened itself.
///
/// What is not listed ends the worker with SIGSYS, so the report can name it. A few calls that the
/// C library tries and can do without are refused with an error instead. Files can be opened for
/// reading alone, since the plugin has yet to be loaded; in the sandbox there is nothing to read.
enum SystemCallFilter {
  private static let allowed = [
    "read", "write", "readv", "writev", "close", "fstat", "newfstatat", "lseek", "pread64", "mmap",
    "munmap", "mprotect", "mremap", "madvise", "brk", "futex", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "sigaltstack", "exit", "exit_group", "getrandom", "clock_gettime",
    "clock_getres", "gettimeofday", "time", "sched_yield", "getpid", "gettid", "getuid", "geteuid",
    "getgid", "getegid", "prlimit64", "getrlimit", "sched_getaffinity", "fcntl", "dup", "dup2",
    "poll", "nanosleep", "clock_nanosleep", "set_robust_list", "rseq", "restart_syscall",
    "set_tid_address", "arch_prctl", "uname", "sysinfo", "membarrier",
  ]

  private static let refused = [
    "prctl", "ioctl", "readlink", "readlinkat", "access", "faccessat", "faccessat2", "stat",
    "statx", "statfs", "getcwd", "getdents64", "setrlimit", "tgkill",
  ]

  /// The filter as a classic BPF program, 8 bytes an instruction.
  ///
  /// - Throws: `GradingError.machine` if libseccomp refuses.
  static func program() throws(GradingError) -> [UInt8] {
    guard let context = seccomp_init(UInt32(SCMP_ACT_KILL_PROCESS)) else {
      throw .machine("libseccomp cannot make a filter")
    }
    defer { seccomp_release(context) }
    func add(_ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp] = []) -> Bool {
      let number = seccomp_syscall_resolve_name(name)
      // A call that this architecture does not have cannot be made either.
      guard number >= 0 else { return true }
      return seccomp_rule_add_array(context, action, number, UInt32(conditions.count), conditions)
        == 0
    }
    let allow: UInt32 = 0x7fff_0000
    let refuse: UInt32 = 0x0005_0000 | UInt32(EPERM)
    var isComplete = true
    for name in allowed { isComplete = add(allow, name) && isComplete }
    for name in refused { isComplete = add(refuse, name) && isComplete }
    // openat(_, _, flags) where flags ask neither to write nor to create.
    let writing = UInt64(O_ACCMODE | O_CREAT | O_TRUNC | 0o20_000_000)
    let reading = scmp_arg_cmp(
      arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: writing, datum_b: UInt64(O_RDONLY))
    isComplete = add(allow, "openat", [reading]) && isComplete
    let notReading = (0..<4).map { bit -> scmp_arg_cmp in
      let flag = [UInt64(O_WRONLY), UInt64(O_RDWR), UInt64(O_CREAT), UInt64(O_TRUNC)][bit]
      return scmp_arg_cmp(arg: 2, op: SCMP_CMP_MASKED_EQ, datum_a: flag, datum_b: flag)
    }
    for condition in notReading { isComplete = add(refuse, "openat", [condition]) && isComplete }
    guard isComplete else { throw .machine("libseccomp refused a rule of the filter") }
    return try export(context)
  }

  private static func export(_ context: scmp_filter_ctx) throws(GradingError) -> [UInt8] {
    var ends: [Int32] = [0, 0]
    // libseccomp 2.5 writes filters to descriptors alone; a filter fits into a pipe's buffer.
    guard pipe(&ends) == 0 else { throw .machine("cannot make a pipe: errno \(errno)") }
    defer { close(ends[0]) }
    let result = seccomp_export_bpf(context, ends[1])
    close(ends[1])
    guard result == 0 else { throw .machine("libseccomp cannot write the filter: \(result)") }
    var program: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { return program }
      program += buffer.prefix(count)
    }
  }
}
