/// What a kernel is when its first program starts.
///
/// `bare` has a built-in init and nothing else. `full` has, besides, the threads that the kernel
/// runs for itself, with the devices that they work for.
public struct Boot: Hashable, Sendable {
  /// Which tasks are there.
  public enum Extent: UInt8, Hashable, Sendable {
    /// Init alone.
    case bare
    /// Init, the creator of kernel threads, and the daemons.
    case full
  }

  /// Which tasks are there.
  public var extent: Extent
  /// Where a kernel thread can lose the processor without asking for it.
  public var preemption = PreemptionModel.full
  /// The processors that have a softirq daemon and workers of their own, 1 to 64.
  ///
  /// A kernel that schedules itself has a single processor, on which the daemons of all take turns; who
  /// schedules it otherwise has as many as these.
  public var processorCount: Int32 = 1
  /// Pages of memory that could be dirty; the thresholds of writeback are parts of it.
  public var memoryPages: Int = 8_192
  /// The disks; files under a directory of the root that a disk names are on that disk, others on
  /// the first.
  public var disks: [DiskSettings] = [DiskSettings()]

  /// What the console is.
  public var console = ConsoleKind.stream
  /// Where `/dev/urandom` and getrandom begin: the same seed gives the same numbers.
  public var randomSeed = Boot.standardRandomSeed

  /// The seed of a boot that says nothing.
  static var standardRandomSeed: UInt64 { 0x7468_7265_6164_6261 }

  /// What the console is.
  public enum ConsoleKind: UInt8, Hashable, Sendable {
    /// No terminal: ioctl says ENOTTY, and the C library fills buffers before it writes.
    case stream
    /// A terminal (`isatty`), of 24 lines and 80 columns.
    case terminal
  }

  /// A boot from its extent, with one processor and one disk.
  public init(_ extent: Extent) {
    self.extent = extent
  }

  /// A built-in init, and nothing else.
  public static var bare: Boot { Boot(.bare) }
  /// A kernel with its own threads.
  public static var full: Boot { Boot(.full) }
}

/// Where a kernel thread can lose the processor without asking for it.
///
/// Every such place is a numbered decision (`DecisionKind.preempt`) while others are runnable;
/// where the slice is used up the thread loses the processor in any case.
///
/// Source: `kernel/Kconfig.preempt`; `kernel/sched/core.c: __cond_resched, preempt_schedule,
/// preempt_schedule_irq`; `include/linux/kernel.h: might_resched`.
public enum PreemptionModel: UInt8, Hashable, Sendable, CaseIterable {
  /// Only where it calls `cond_resched` (PREEMPT_NONE).
  case none
  /// There, and wherever it might sleep (PREEMPT_VOLUNTARY).
  case voluntary
  /// Everywhere, unless it disabled preemption (PREEMPT, today PREEMPT_FULL).
  case full
}

/// An emulated disk: one head, a queue of requests, an interrupt for each that is done.
public struct DiskSettings: Hashable, Sendable {
  /// The directory of the root whose files are on it; empty for those of no other disk.
  public var directory: [UInt8] = []
  /// What every request takes before its first page.
  public var seekNanoseconds: UInt64 = 4_000_000
  /// What each page takes.
  public var pageNanoseconds: UInt64 = 100_000
  /// The pages of the longest request.
  public var requestPagesMax: Int = 32
  /// The requests that its queue holds (`nr_requests`).
  public var requestsMax: Int = 128

  /// A disk of some 10 MiB a second.
  public init() {}

  /// A disk for the files below a directory of the root.
  public init(directory: String) {
    self.directory = Array(directory.utf8)
  }
}
