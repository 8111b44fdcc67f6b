/// Whose timer it is.
enum TimerOwner: Equatable, Sendable {
  /// One that ends a task's sleep.
  case task(Int32)
  /// The interval timer of a thread group.
  case group(Int32)
  /// The interval timer of a task alone.
  case taskInterval(Int32)
  /// A timer of timer_create.
  case posix(Int32)
  /// The timer of a special file.
  case file(Int32)
  /// The next device or timer of the kernel itself.
  case kernel
}

/// The timers that run, the earliest last.
struct TimerQueue: Sendable {
  private var timers: [(deadline: UInt64, owner: TimerOwner)] = []
  /// The deadline of the last, or the end of time.
  private var next = UInt64.max

  var earliest: UInt64? { timers.last?.deadline }
  /// Whether a task has one.
  var hasOtherThanKernel: Bool { timers.contains { $0.owner != .kernel } }
  var taskCount: Int {
    timers.count {
      if case .task = $0.owner { true } else { false }
    }
  }

  /// Timers run out before this, or never.
  ///
  /// Source: `include/linux/ktime.h: KTIME_MAX`.
  static var endOfTime: UInt64 { UInt64(Int64.max) }

  @inline(__always)
  func isDue(_ time: UInt64) -> Bool { next <= time }

  /// Adds a timer; of those with the same deadline the older runs out first.
  mutating func insert(_ owner: TimerOwner, at deadline: UInt64) {
    guard deadline < Self.endOfTime else { return }
    let place = timers.firstIndex { $0.deadline <= deadline } ?? timers.count
    timers.insert((deadline, owner), at: place)
    next = earliest ?? .max
  }

  func contains(_ owner: TimerOwner) -> Bool { timers.contains { $0.owner == owner } }

  mutating func remove(_ owner: TimerOwner) {
    timers.removeAll { $0.owner == owner }
    next = earliest ?? .max
  }

  /// The owner of the next timer that has run out.
  func due(_ time: UInt64) -> TimerOwner? {
    isDue(time) ? timers.last?.owner : nil
  }
}
