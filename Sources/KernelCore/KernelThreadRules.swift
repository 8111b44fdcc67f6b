/// What differs from one version of Linux to another in how the kernel's own threads come to be,
/// and what they do.
public struct KernelThreadRules: Hashable, Sendable {
  /// Who makes kernel threads for all others.
  public var creator: KernelThreadCreator
  /// What keeps signals from kernel threads.
  public var signals: KernelThreadSignals
  /// Whether a task says of itself that it is a kernel thread (`PF_KTHREAD`, since 2.6.27).
  public var hasThreadFlag: Bool
  /// The bytes of a kernel thread's name that are shown: 15 (`TASK_COMM_LEN`), since 5.17 63.
  ///
  /// Source: `fs/proc/array.c: proc_task_name`, get_kthread_comm.
  public var nameBytesMax: Int
  /// Whether a kernel thread can become a program.
  public var execution: KernelThreadExecution
  /// Who writes dirty pages to their disk.
  public var writeback: WritebackRule
  /// The part of memory that may be dirty before a daemon begins to write, in percent
  /// (`dirty_background_ratio`).
  public var dirtyBackgroundPercent: Int
  /// The part of memory that may be dirty before who writes has to wait, in percent
  /// (`dirty_ratio`).
  public var dirtyPercent: Int
  /// How old a dirty page gets before it is written (`dirty_expire_centisecs`).
  public var dirtyExpireNanoseconds: UInt64 = 30_000_000_000
  /// How often the old ones are looked for (`dirty_writeback_centisecs`).
  public var writebackNanoseconds: UInt64 = 5_000_000_000
  /// How long soft interrupts are served at the end of an interrupt (`MAX_SOFTIRQ_TIME`); 0 for no
  /// such limit.
  public var softInterruptNanosecondsMax: UInt64
  /// How often they are looked for again there (`MAX_SOFTIRQ_RESTART`).
  public var softInterruptRestartsMax = 10
  /// What one soft interrupt may do before it is raised again (`netdev_budget`).
  public var softInterruptItemsMax = 300
  /// The time between two timer interrupts (1/HZ): timers of the kernel run out at its multiples.
  public var tickNanoseconds: UInt64
  /// What a call of a kernel thread takes.
  public var callNanoseconds: UInt64 = 50
  /// What an interrupt takes before its soft interrupts.
  public var interruptNanoseconds: UInt64 = 2_000

  /// Linux 6.18, with HZ at 250.
  public static var linux618: KernelThreadRules {
    KernelThreadRules(
      creator: .kthreadd, signals: .ignored, hasThreadFlag: true, nameBytesMax: 63,
      execution: .refused,
      writeback: .workqueue, dirtyBackgroundPercent: 10, dirtyPercent: 20,
      softInterruptNanosecondsMax: 2_000_000, tickNanoseconds: 4_000_000)
  }

  /// Linux 2.6.11, with HZ at 1,000.
  ///
  /// Source: 2.6.11's `kernel/kthread.c`, `kernel/softirq.c`, `mm/pdflush.c`,
  /// `mm/page-writeback.c`.
  public static var linux26: KernelThreadRules {
    KernelThreadRules(
      creator: .keventd, signals: .blocked, hasThreadFlag: false, nameBytesMax: 15,
      execution: .allowed,
      writeback: .pdflush, dirtyBackgroundPercent: 10, dirtyPercent: 40,
      softInterruptNanosecondsMax: 0, tickNanoseconds: 1_000_000)
  }
}

/// Who makes kernel threads for all others.
///
/// Source: `kernel/kthread.c: kthreadd`, since 2.6.22 (commit 73c279927f8); 2.6.11's
/// `kernel/kthread.c: keventd_create_kthread`.
public enum KernelThreadCreator: UInt8, Hashable, Sendable {
  /// Task 2, which has no parent.
  case kthreadd
  /// The thread of a workqueue named kthread, a child of init as keventd (`events/0`) is.
  case keventd
}

/// What keeps signals from kernel threads.
///
/// Source: `kernel/kthread.c: kthreadd`, ignore_signals, since 2.6.22 (commit 10ab825bdef);
/// 2.6.11's `kthread`, sigfillset.
public enum KernelThreadSignals: UInt8, Hashable, Sendable {
  /// They ignore all, SIGKILL too.
  case ignored
  /// They block all, SIGKILL too: what is sent waits for ever.
  case blocked
}

/// Whether a kernel thread can become a program.
///
/// Source: `fs/exec.c: kernel_execve`; 2.6.11's `kernel/kmod.c: ____call_usermodehelper`, where
/// that is how helpers are started.
public enum KernelThreadExecution: UInt8, Hashable, Sendable {
  /// EINVAL, with a warning.
  case refused
  /// As any task.
  case allowed
}

/// Who writes dirty pages to their disk.
public enum WritebackRule: UInt8, Hashable, Sendable {
  /// A pool of 2 to 8 threads for all disks (until 2.6.31).
  ///
  /// Source: 2.6.11's `mm/pdflush.c`.
  case pdflush
  /// Work of a disk, done by whichever worker of the unbound pool is free (since 3.10).
  ///
  /// Source: `fs/fs-writeback.c: wb_workfn`; `mm/backing-dev.c: default_bdi_init`.
  case workqueue
}
