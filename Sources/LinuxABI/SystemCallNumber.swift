/// The number of a system call: those of `include/uapi/asm-generic/unistd.h`, which riscv64 uses.
///
/// From `0x1_0000` on are the accesses of executions that have no memory instructions of their own:
/// no number of Linux reaches that far.
public struct SystemCallNumber: RawRepresentable, Hashable, Sendable {
  /// The number.
  public let rawValue: UInt32

  /// The call with a number.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The corresponding Linux constant is `__NR_getcwd`.
  public static var getcwd: SystemCallNumber { SystemCallNumber(rawValue: 17) }
  /// The corresponding Linux constant is `__NR_dup`.
  public static var dup: SystemCallNumber { SystemCallNumber(rawValue: 23) }
  /// The corresponding Linux constant is `__NR_chdir`.
  public static var chdir: SystemCallNumber { SystemCallNumber(rawValue: 49) }
  /// The corresponding Linux constant is `__NR_openat`.
  public static var openat: SystemCallNumber { SystemCallNumber(rawValue: 56) }
  /// The corresponding Linux constant is `__NR_close`.
  public static var close: SystemCallNumber { SystemCallNumber(rawValue: 57) }
  /// The corresponding Linux constant is `__NR_read`.
  public static var read: SystemCallNumber { SystemCallNumber(rawValue: 63) }
  /// The corresponding Linux constant is `__NR_write`.
  public static var write: SystemCallNumber { SystemCallNumber(rawValue: 64) }
  /// The corresponding Linux constant is `__NR_exit`.
  public static var exit: SystemCallNumber { SystemCallNumber(rawValue: 93) }
  /// The corresponding Linux constant is `__NR_exit_group`.
  public static var exitGroup: SystemCallNumber { SystemCallNumber(rawValue: 94) }
  /// The corresponding Linux constant is `__NR_futex`.
  public static var futex: SystemCallNumber { SystemCallNumber(rawValue: 98) }
  /// The corresponding Linux constant is `__NR_sched_yield`.
  public static var schedYield: SystemCallNumber { SystemCallNumber(rawValue: 124) }
  /// The corresponding Linux constant is `__NR_kill`.
  public static var kill: SystemCallNumber { SystemCallNumber(rawValue: 129) }
  /// The corresponding Linux constant is `__NR_rt_sigaction`.
  public static var rtSigaction: SystemCallNumber { SystemCallNumber(rawValue: 134) }
  /// The corresponding Linux constant is `__NR_umask`.
  public static var umask: SystemCallNumber { SystemCallNumber(rawValue: 166) }
  /// The corresponding Linux constant is `__NR_getpid`.
  public static var getpid: SystemCallNumber { SystemCallNumber(rawValue: 172) }
  /// The corresponding Linux constant is `__NR_getppid`.
  public static var getppid: SystemCallNumber { SystemCallNumber(rawValue: 173) }
  /// The corresponding Linux constant is `__NR_gettid`.
  public static var gettid: SystemCallNumber { SystemCallNumber(rawValue: 178) }
  /// The corresponding Linux constant is `__NR_munmap`.
  public static var munmap: SystemCallNumber { SystemCallNumber(rawValue: 215) }
  /// The corresponding Linux constant is `__NR_clone`.
  public static var clone: SystemCallNumber { SystemCallNumber(rawValue: 220) }
  /// The corresponding Linux constant is `__NR_mmap`.
  public static var mmap: SystemCallNumber { SystemCallNumber(rawValue: 222) }
  /// The corresponding Linux constant is `__NR_wait4`.
  public static var wait4: SystemCallNumber { SystemCallNumber(rawValue: 260) }

  /// Reads memory: address, width.
  public static var load: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0000) }
  /// Writes memory: address, width, value.
  public static var store: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0001) }
  /// Adds to memory in one step: address, width, value.
  public static var fetchAdd: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0002) }
  /// Replaces memory in one step: address, width, value.
  public static var exchange: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0003) }
  /// Replaces memory if it holds what is expected: address, width, expected, desired.
  public static var compareExchange: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0004) }
  /// Uses processor time: nanoseconds.
  public static var compute: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0005) }
  /// Leaves the rest of the task to a script of the test: script, value.
  public static var handOver: SystemCallNumber { SystemCallNumber(rawValue: 0x1_0006) }

  /// Every number that has a name here, with the name as strace writes it.
  public static var all: [(number: SystemCallNumber, name: StaticString)] {
    [
      (.getcwd, "getcwd"),
      (.dup, "dup"),
      (.chdir, "chdir"),
      (.openat, "openat"),
      (.close, "close"),
      (.read, "read"),
      (.write, "write"),
      (.exit, "exit"),
      (.exitGroup, "exit_group"),
      (.futex, "futex"),
      (.schedYield, "sched_yield"),
      (.kill, "kill"),
      (.rtSigaction, "rt_sigaction"),
      (.umask, "umask"),
      (.getpid, "getpid"),
      (.getppid, "getppid"),
      (.gettid, "gettid"),
      (.munmap, "munmap"),
      (.clone, "clone"),
      (.mmap, "mmap"),
      (.wait4, "wait4"),
      (.load, "load"),
      (.store, "store"),
      (.fetchAdd, "fetch_add"),
      (.exchange, "exchange"),
      (.compareExchange, "compare_exchange"),
      (.compute, "compute"),
      (.handOver, "hand_over"),
    ]
  }
}
