internal import Diagnostics
internal import Foundation

/// The system calls that a compiler may not make while it reads somebody else's source.
///
/// A compiler is a large program that starts others, so what is dangerous is listed, not what is
/// harmless: whatever reaches the network, other processes or little used parts of the kernel.
enum CompilerFilter {
  private static let forbidden = [
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "pidfd_open",
    "add_key", "request_key", "keyctl", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "bpf", "userfaultfd", "perf_event_open", "mount", "umount2", "mount_setattr", "move_mount",
    "open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "pivot_root", "chroot", "unshare",
    "setns", "name_to_handle_at", "open_by_handle_at", "fanotify_init", "init_module",
    "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff",
    "acct", "quotactl", "settimeofday", "clock_settime", "adjtimex", "sethostname",
    "setdomainname", "iopl", "ioperm", "syslog", "personality", "mknod", "mknodat", "shmget",
    "shmat", "msgget", "semget", "mq_open", "setuid", "setgid", "setresuid", "setresgid",
    "setgroups", "setreuid", "setregid", "setfsuid", "setfsgid",
  ]

  private static let refused = [
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg",
    "inotify_init1", "memfd_secret",
  ]

  /// The flags of clone that make namespaces.
  private static let namespaces: [UInt64] = [
    0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000,
  ]

  /// The filter as a classic BPF program, 8 bytes an instruction.
  ///
  /// - Throws: `GradingError.machine` if libseccomp refuses.
  static func program() throws(GradingError) -> [UInt8] {
    let filter = try FilterBuilder(others: FilterBuilder.allow)
    for name in forbidden { filter.add(FilterBuilder.kill, name) }
    for name in refused { filter.add(FilterBuilder.refuse(EPERM), name) }
    for flag in namespaces {
      filter.add(
        FilterBuilder.kill, "clone", [FilterBuilder.argument(0, masked: flag, is: flag)])
    }
    // Its flags lie in memory, where no filter can look: the C library falls back to clone.
    filter.add(FilterBuilder.refuse(ENOSYS), "clone3")
    return try filter.program()
  }

  /// The filter as a file, written if it is not there yet.
  ///
  /// - Throws: `GradingError.machine`.
  static func file(in cache: String) throws(GradingError) -> String {
    let program = try program()
    var hash = ContentHash()
    hash.add(program)
    let path = "\(cache)/compiler-\(hash.hexadecimal.prefix(16)).bpf"
    if !FileManager.default.fileExists(atPath: path) {
      do {
        try Data(program).write(to: URL(filePath: path), options: .atomic)
      } catch {
        throw .machine("cannot write \(path): \(reason(of: error))")
      }
    }
    CacheHold.use(path)
    return path
  }
}
