public import LinuxABI

/// Something that code of the kernel must not do, and did: Linux prints a warning or a bug.
///
/// The call was answered all the same, and the kernel's tables are whole.
public struct KernelFault: Hashable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// It slept, or ended, with preemption disabled; that is undone.
    ///
    /// Source: `kernel/sched/core.c: __schedule_bug`, "scheduling while atomic".
    case scheduleWhileAtomic
    /// It enabled preemption more often than it had disabled it.
    ///
    /// Source: `kernel/sched/core.c: preempt_count_sub`, DEBUG_LOCKS_WARN_ON.
    case preemptUnderflow
    /// It called something that might sleep after it had said how to sleep.
    ///
    /// Source: `kernel/sched/core.c: __might_sleep`, "do not call blocking ops when !TASK_RUNNING".
    case mightSleepNotRunning
    /// A thread that was told to stop does not look (`kthread_should_stop`): who told it waits for
    /// ever.
    case stopUnseen
    /// It made a system call: it is in the kernel already. ENOSYS.
    case systemCall
    /// It asked for what only a kernel thread can. EPERM.
    case notKernelThread
    /// It made a kernel thread itself; only kthreadd does. EPERM.
    ///
    /// Source: `kernel/kthread.c: create_kthread`; there is no other caller but `init/main.c:
    /// rest_init`.
    case madeKernelThread
    /// A kernel thread cannot execute a program. EINVAL.
    ///
    /// Source: `fs/exec.c: kernel_execve`, WARN_ON_ONCE.
    case executed
    /// It named no kernel thread. ESRCH.
    case noSuchThread
    /// The thread that was to be tied to a processor has run already. EINVAL.
    ///
    /// Source: `kernel/kthread.c: __kthread_bind_mask`, WARN_ON.
    case boundTooLate
    /// The thread was told to park before. EBUSY.
    ///
    /// Source: `kernel/kthread.c: kthread_park`, WARN_ON_ONCE.
    case parkedTwice
    /// It uses a memory already, or none. EINVAL.
    ///
    /// Source: `kernel/kthread.c: kthread_use_mm`, WARN_ON_ONCE.
    case memoryInUse
    /// There is no such queue, completion, word, processor, pool or disk. EINVAL.
    case noSuchObject
    /// It waited in the kernel for 120 seconds.
    ///
    /// Source: `kernel/hung_task.c: check_hung_task`, hung_task_timeout_secs.
    case hung

    /// The name, for messages.
    public var name: StaticString {
      switch self {
      case .scheduleWhileAtomic: "scheduling while atomic"
      case .preemptUnderflow: "preemption enabled more often than disabled"
      case .mightSleepNotRunning: "a call that might sleep, in a state other than running"
      case .stopUnseen: "a thread that is to stop does not look"
      case .systemCall: "a system call of a kernel thread"
      case .notKernelThread: "a call for kernel threads alone"
      case .madeKernelThread: "a kernel thread that kthreadd did not make"
      case .executed: "a kernel thread cannot execute a program"
      case .noSuchThread: "no such kernel thread"
      case .boundTooLate: "tied to a processor after it was woken"
      case .parkedTwice: "told to park twice"
      case .memoryInUse: "a memory that is in use, or none"
      case .noSuchObject: "nothing has that number"
      case .hung: "blocked for more than 120 seconds"
      }
    }
  }

  /// What was wrong.
  public let kind: Kind
  /// Who did it; for `stopUnseen` and `hung`, who is told or waits.
  public let threadID: ThreadID
  /// When, in virtual nanoseconds.
  public let timeNanoseconds: UInt64

  /// The fault in one line.
  public var description: String {
    String(timeNanoseconds) + " task " + threadID.description + ": " + kind.name.description
  }
}
