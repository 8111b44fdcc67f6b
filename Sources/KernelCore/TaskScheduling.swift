/// The policies of sched(7), by the numbers that sched_setscheduler(2) takes.
///
/// Source: `include/uapi/linux/sched.h`.
public enum TaskPolicy: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary tasks (`SCHED_NORMAL`, which the C library calls `SCHED_OTHER`).
  case normal = 0
  /// Real time, first in, first out (`SCHED_FIFO`).
  case fifo = 1
  /// Real time, round robin (`SCHED_RR`).
  case roundRobin = 2
  /// Ordinary tasks that preempt nobody when they wake up (`SCHED_BATCH`).
  case batch = 3
  /// Tasks that run when hardly anything else would (`SCHED_IDLE`).
  case idle = 5
  /// Tasks that need so much time before a deadline (`SCHED_DEADLINE`).
  case deadline = 6

  /// Whether its tasks have a priority from 1 to 99.
  public var isRealTime: Bool { self == .fifo || self == .roundRobin }
  /// Whether its tasks go before all ordinary ones.
  public var isUrgent: Bool { isRealTime || self == .deadline }
}

/// How a task wants to be scheduled: what it, or another one, asked for.
public struct TaskScheduling: Hashable, Sendable {
  /// The policy; sched_setscheduler(2).
  public var policy = TaskPolicy.normal
  /// From 1 to 99, the most favorable, for real-time policies; 0 for all others.
  public var priority: Int32 = 0
  /// From -20, the most favorable, to 19; setpriority(2).
  public var nice: Int32 = 0
  /// What it needs, for `TaskPolicy.deadline`.
  public var needs = DeadlineNeeds()
  /// Whether children get the ordinary policy (`SCHED_RESET_ON_FORK`).
  public var resetsOnFork = false
  /// The processors that it may run on, bit 0 for processor 0; sched_setaffinity(2).
  public var processors: UInt64 = 0

  /// An ordinary task's, without a processor.
  public init() {}

  /// What policy, priority and nice value come to, as `/proc/PID/stat` has it: the less, the better;
  /// below 0 for real-time policies.
  ///
  /// Source: `kernel/sched/core.c: task_prio`.
  var rank: Int32 {
    policy == .deadline ? -101 : policy.isRealTime ? -1 - priority : 20 + nice
  }

  /// Whether it may run on a processor, by its number.
  public func mayRun(on processor: Int) -> Bool { processors >> UInt64(processor) & 1 == 1 }
}

/// What a task has that was asked for in sched_setscheduler or sched_setaffinity.
struct SchedulingRecord: Hashable, Sendable {
  var policy = TaskPolicy.normal
  var priority: UInt8 = 0
  var needs = DeadlineNeeds()
  var resetsOnFork = false
  /// The slice that was asked for, or 0 for the usual one.
  var sliceNanoseconds: UInt32 = 0
  /// 0 for all of them.
  var processors: UInt64 = 0
}

extension Kernel {
  /// The most processors that a kernel can have: as many as a mask of one word has bits.
  public static var processorsMax: Int { 64 }

  /// All processors of the machine, as a mask.
  var allProcessors: UInt64 { UInt64.max >> UInt64(Self.processorsMax - limits.processors) }

  /// How a task is to be scheduled, or nil if it is no more.
  public func scheduling(of task: TaskID) -> TaskScheduling? {
    slot(of: task).map { scheduling(ofSlot: $0) }
  }

  /// How the task in a slot is to be scheduled.
  package func scheduling(ofSlot slot: Int32) -> TaskScheduling {
    let record = extra(of: slot).scheduling
    var scheduling = TaskScheduling()
    scheduling.policy = record.policy
    scheduling.priority = Int32(record.priority)
    scheduling.needs = record.needs
    scheduling.nice = Int32(taskTable[slot].nice)
    scheduling.resetsOnFork = record.resetsOnFork
    scheduling.processors =
      record.processors == 0 ? usualProcessors(of: slot) : record.processors
    return scheduling
  }

  /// The processors of a task that nobody chose some for: all, or that one which it is tied to (G5).
  func usualProcessors(of slot: Int32) -> UInt64 {
    guard hasKernelThreads, isKernelThread(slot) else { return allProcessors }
    let cpu = side.threads[threadIndex(of: slot)].cpu
    // One that schedules itself has daemons of processors that it has not.
    guard cpu >= 0, Int(cpu) < limits.processors else { return allProcessors }
    return 1 << UInt64(cpu)
  }

  /// Gives a child its creator's policy, priority and processors, or the ordinary policy if the
  /// creator asked for that (B25).
  ///
  /// Source: sched(7), the reset-on-fork flag; `kernel/sched/core.c: sched_fork`.
  ///
  /// - Precondition: The creator has a `TaskExtra`.
  mutating func inheritScheduling(_ child: Int32, of caller: Int32) {
    var record = extras[taskTable[caller].extra].scheduling
    guard record != SchedulingRecord() else { return }
    if record.resetsOnFork {
      if record.policy.isUrgent {
        record.policy = .normal
        record.priority = 0
        record.needs = DeadlineNeeds()
        taskTable[child].nice = 0
      } else if taskTable[child].nice < 0 {
        taskTable[child].nice = 0
      }
      record.resetsOnFork = false
    }
    guard record != SchedulingRecord() else { return }
    let index = ensureExtra(of: child)
    extras[index].scheduling = record
  }
}
