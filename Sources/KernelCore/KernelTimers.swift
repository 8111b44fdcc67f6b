/// A timer of the kernel itself: what it does when it runs out.
struct KernelTimer: Sendable {
  var deadline: UInt64
  var action: Action
  /// The processor whose soft interrupt lets it run out: the one that started it.
  var cpu: Int
  /// Whether that was raised for it, and is not served yet.
  var isRaised = false

  enum Action: Equatable, Sendable {
    /// Wakes a task (`process_timeout`).
    case wake(Int32)
    /// Has a flusher look for old pages (`wb_timer`).
    case kupdate
    /// Queues the work of a disk (`delayed_work_timer_fn`).
    case writeback(Int)
    /// Sends a pool's workers home that are not needed (`idle_worker_timeout`).
    case cullWorkers(Int)
    /// Calls a pool's rescuer (`pool_mayday_timeout`).
    case callRescuer(Int)
  }
}

// Timers of the kernel run out in the soft interrupt that a timer interrupt raises, at multiples of
// a tick.
extension Kernel {
  /// Starts a timer, or starts it again.
  ///
  /// Source: `kernel/time/timer.c: mod_timer`.
  mutating func armTimer(_ action: KernelTimer.Action, at deadline: UInt64) {
    disarmTimer(action)
    guard deadline < TimerQueue.endOfTime else { return }
    let tick = profile.kernelThreads.tickNanoseconds
    let (rounded, isOver) = deadline.addingReportingOverflow(tick - 1)
    guard !isOver else { return }
    let due = rounded / tick * tick
    let place = side.timers.firstIndex { $0.deadline <= due } ?? side.timers.count
    side.timers.insert(KernelTimer(deadline: due, action: action, cpu: processor), at: place)
    armInterrupt()
  }

  mutating func armTimer(_ action: KernelTimer.Action, after nanoseconds: UInt64) {
    armTimer(action, at: deadline(after: nanoseconds))
  }

  func isArmed(_ action: KernelTimer.Action) -> Bool {
    side.timers.contains { $0.action == action }
  }

  mutating func disarmTimer(_ action: KernelTimer.Action) {
    guard let place = side.timers.firstIndex(where: { $0.action == action }) else { return }
    side.timers.remove(at: place)
    armInterrupt()
  }

  /// Takes the timers of a task away.
  mutating func cancelTimers(of task: Int32) { disarmTimer(.wake(task)) }

  /// Lets the timers of a processor run out whose time has come (`TIMER_SOFTIRQ`).
  ///
  /// Source: `kernel/time/timer.c: run_timer_softirq`.
  mutating func runTimers(ofProcessor cpu: Int) {
    while let place = side.timers.lastIndex(where: {
      $0.cpu == cpu && $0.deadline <= timeNanoseconds
    }) {
      switch side.timers.remove(at: place).action {
      case .wake(let task): wakeProcess(task)
      case .kupdate: startKupdate()
      case .writeback(let disk): queueWork(.writeback(disk), on: unboundPool)
      case .cullWorkers(let pool): cullWorkers(of: pool)
      case .callRescuer(let pool): callRescuer(of: pool)
      }
    }
  }
}
