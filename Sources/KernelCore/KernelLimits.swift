/// How much of everything a kernel has.
///
/// Each limit answers with the errno that Linux gives where it runs out.
public struct KernelLimits: Hashable, Sendable {
  /// Tasks at one time (`threads-max`); one more is EAGAIN.
  public var tasksMax: Int32 = 32_768
  /// Processors, which tasks can be bound to: 64 at most.
  ///
  /// A kernel that nobody but itself schedules uses one of them; see ``DrivenKernel``.
  public var processors: Int = 1
  /// Thread ids are below this (`pid_max`); none free is EAGAIN.
  public var threadIDsMax: Int32 = 32_768
  /// Tasks of one ordinary user (`RLIMIT_NPROC`); one more is EAGAIN.
  public var tasksPerUserMax: Int32 = 4_096
  /// Pages of 4 KiB that there are; what asks for more than that is ENOMEM.
  public var pagesMax: Int = 65_536
  /// Whether more pages may be promised than there are.
  public var overcommit = Overcommit.never
  /// Pages of address space in one process (`RLIMIT_AS`); more is ENOMEM.
  public var pagesPerProcessMax: Int = 262_144
  /// Pages of private writable memory in one process (`RLIMIT_DATA`); more is ENOMEM.
  public var dataPagesPerProcessMax: Int = .max
  /// Mapped areas in one process (`vm.max_map_count`); one more is ENOMEM.
  public var areasPerProcessMax: Int = 65_530
  /// Descriptors in one table (`RLIMIT_NOFILE`); one more is EMFILE.
  public var descriptorsMax: Int = 1_024
  /// Open file descriptions in all (`fs.file-max`); one more is ENFILE.
  public var openFilesMax: Int = 8_192
  /// System V semaphores in all (`SEMMNS`); more is ENOSPC.
  public var semaphoresMax: Int = 32_000
  /// Files and directories in the tree; one more is ENOSPC.
  public var nodesMax: Int = 4_096
  /// Bytes in one file (`RLIMIT_FSIZE`); more is EFBIG.
  public var fileBytesMax: Int = 1 << 20
  /// Bytes in all files together; more is ENOSPC.
  public var treeBytesMax: Int = 16 << 20
  /// Bytes in a path, its terminating zero included (`PATH_MAX`); more is ENAMETOOLONG.
  public var pathBytesMax: Int = 4_096
  /// Bytes in the name of one file (`NAME_MAX`); more is ENAMETOOLONG.
  public var nameBytesMax: Int = 255
  /// Bytes that the console keeps; what is written beyond is accepted and dropped.
  public var consoleBytesMax: Int = 1 << 20
  /// Nanoseconds that one call to `compute` may take; more is EINVAL.
  public var computeNanosecondsMax: UInt64 = 1_000_000_000
  /// Events in the ring of the trace, rounded up to a power of two; older ones make room, and the
  /// trace says so.
  public var traceEventsMax: Int = 65_536
  /// Decisions that the log keeps; later ones are taken but not kept, and the log says so.
  public var decisionsMax: Int = 1 << 20

  /// The limits of a small machine.
  public init() {}

  /// The limits of a small machine.
  public static var standard: KernelLimits { KernelLimits() }
}

/// Whether more memory may be promised to processes than there is (`vm.overcommit_memory`).
///
/// Source: `Documentation/mm/overcommit-accounting.rst`; `mm/util.c: __vm_enough_memory`.
public enum Overcommit: UInt8, Hashable, Sendable {
  /// Linux's default (0): what asks for more at once than there is fails, anything else succeeds.
  /// Pages count when they are touched; a store that finds none kills its process.
  case heuristic = 0
  /// All that can be written to is counted when it is mapped and when it is forked (2): a store
  /// never finds no memory.
  case never = 2
}
