internal import KernelCore
internal import Scheduling

/// A processor: what it does, and the policy that says for whom.
struct Processor<Policy: SchedulingPolicy>: Sendable {
  /// What a processor does.
  enum Activity: UInt8, Sendable {
    /// Nothing: nobody could run on it.
    case idle
    /// It switches to its task, which then goes on.
    case switching
    /// Its task is about to go on in its own code.
    case entering
    /// Its task is in its own code, which takes no time here: its call is due.
    case user
    /// Its task's call has been made, and has its effect at the end.
    case call
    /// Its task computes.
    case computing
    /// Its task, a thread of the kernel, works.
    case working
    /// Its task's call is over, and is seen to be when an interrupt is.
    case leaving
  }

  var policy: Policy
  var activity = Activity.idle
  /// When that is over; the end of time while it is idle, or while a call is due.
  var until = UInt64.max
  /// The next tick of its clock, which stands while it is idle (`NO_HZ_IDLE`).
  var nextTick = UInt64.max
  /// The task that it has, or -1.
  var task: Int32 = -1
  /// Whether the policy has that task as its current one.
  var isCurrentInPolicy = false
  /// The call that its task has made.
  var call: SystemCall?
  /// The call in the kernel that its task has made.
  var kernelCall: KernelCall?
  /// Since when an interrupt holds its task up, as far as that is not counted yet; else the end of time.
  var interruptedSince = UInt64.max
  /// Since when its idle task has it; the end of time while another has.
  var idleSince: UInt64 = 0
  /// How long its idle task had it before.
  var idleNanoseconds: UInt64 = 0
  /// Up to when the time is counted as its task's.
  var countedUntil: UInt64 = 0
  /// Up to when the policy was told how long its current task ran.
  var chargedUntil: UInt64 = 0
  /// Whether another task may have to take over: `TIF_NEED_RESCHED`.
  var mustReschedule = false
  /// Whether its task gave it away: sched_yield(2).
  var isOffered = false
  /// The tasks that wait for it, the one that has waited longest first.
  var waiting = WaitingList()
  /// How long real-time tasks have had it.
  var realTimeNanoseconds: UInt64 = 0

  init(policy: Policy) {
    self.policy = policy
  }

  mutating func begin(_ activity: Activity, until: UInt64) {
    self.activity = activity
    self.until = until
  }
}

/// Tasks in the order in which they began to wait, linked through their records.
struct WaitingList: Sendable {
  private(set) var first: Int32 = -1
  private var last: Int32 = -1
  private(set) var count = 0

  mutating func append(_ task: Int32, in tasks: inout [ScheduledTask]) {
    tasks[Int(task)].previous = last
    tasks[Int(task)].next = -1
    if last >= 0 { tasks[Int(last)].next = task } else { first = task }
    last = task
    count += 1
  }

  mutating func remove(_ task: Int32, in tasks: inout [ScheduledTask]) {
    let previous = tasks[Int(task)].previous
    let next = tasks[Int(task)].next
    if previous >= 0 { tasks[Int(previous)].next = next } else { first = next }
    if next >= 0 { tasks[Int(next)].previous = previous } else { last = previous }
    count -= 1
  }
}
