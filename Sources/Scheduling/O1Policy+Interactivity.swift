// Who gets how long a slice, who is interactive, and who starves.
extension O1Policy {
  /// A tick, of which there are 1000 in a second.
  ///
  /// Source: `include/asm-i386/param.h: HZ`, Linux 2.6.11.
  package static var tickNanoseconds: Int64 { 1_000_000 }
  /// The slice of nice 0, 100 ms.
  ///
  /// Source: `kernel/sched.c: DEF_TIMESLICE`, Linux 2.6.11.
  package static var timesliceDefault: Int64 { 100_000_000 }
  /// The least slice, 5 ms.
  ///
  /// Source: `kernel/sched.c: MIN_TIMESLICE`, Linux 2.6.11.
  package static var timesliceMin: Int64 { 5_000_000 }
  /// How many levels of priority sleeping can be worth: from -5 to 5.
  ///
  /// Source: `kernel/sched.c: MAX_BONUS`, Linux 2.6.11: 25% (`PRIO_BONUS_RATIO`) of 40 levels.
  package static var bonusMax: Int64 { 10 }
  /// How much sleep is remembered, 1 s: `MAX_SLEEP_AVG`, a default slice for each level of bonus.
  ///
  /// Source: `kernel/sched.c: NS_MAX_SLEEP_AVG`, Linux 2.6.11.
  package static var sleepAverageMax: Int64 { timesliceDefault * bonusMax }
  /// How many levels of bonus make a task of nice 0 interactive.
  ///
  /// Source: `kernel/sched.c: INTERACTIVE_DELTA`, Linux 2.6.11.
  package static var interactiveDelta: Int64 { 2 }
  /// How long expired tasks wait for each runnable one before they starve, 1 s.
  ///
  /// Source: `kernel/sched.c: STARVATION_LIMIT`, Linux 2.6.11.
  package static var starvationLimit: Int64 { sleepAverageMax }
  /// How long interactive tasks of one priority run in turn, with the greatest bonus.
  ///
  /// Source: `kernel/sched.c: GRANULARITY`, Linux 2.6.11.
  package static var granularityMin: Int64 { 10_000_000 }
  /// What is left of the parent's bonus to a child.
  ///
  /// Source: `kernel/sched.c: CHILD_PENALTY`, Linux 2.6.11.
  package static var childPenaltyPercent: Int64 { 95 }
  /// What is left of the bonus to a parent that forks.
  ///
  /// Source: `kernel/sched.c: PARENT_PENALTY`, Linux 2.6.11.
  package static var parentPenaltyPercent: Int64 { 100 }
  /// How many parts the parent's own habits count against one of a child that ended.
  ///
  /// Source: `kernel/sched.c: EXIT_WEIGHT`, Linux 2.6.11.
  package static var exitWeight: Int64 { 3 }

  /// Source: `kernel/sched.c: NICE_TO_PRIO`, Linux 2.6.11.
  package static func staticPriority(of attributes: SchedulingAttributes) -> Int32 {
    100 + attributes.nice + 20
  }

  /// From 800 ms at nice -20 over 100 ms at nice 0 to 5 ms at nice 19.
  ///
  /// Source: `kernel/sched.c: task_timeslice`, `SCALE_PRIO`, Linux 2.6.11.
  package static func timeslice(ofStaticPriority priority: Int32) -> Int64 {
    let base = priority < 120 ? timesliceDefault * 4 : timesliceDefault
    // In whole ticks, as Linux counts.
    let ticks = base / tickNanoseconds * Int64(140 - priority) / 20
    return max(ticks * tickNanoseconds, timesliceMin)
  }

  /// From 0 to 10, by how much a task sleeps.
  ///
  /// Source: `kernel/sched.c: CURRENT_BONUS`, Linux 2.6.11.
  package static func bonus(of record: Record) -> Int64 {
    record.sleepAverage / (sleepAverageMax / bonusMax)
  }

  /// How long an interactive task runs before others of its priority have their turn.
  ///
  /// Source: `kernel/sched.c: TIMESLICE_GRANULARITY`, Linux 2.6.11, for one processor.
  package static func granularity(of record: Record) -> Int64 {
    granularityMin << (max(bonusMax - bonus(of: record), 1) - 1)
  }

  /// How many levels of bonus make a task interactive: from -3 at nice -20 to 6 at nice 19.
  ///
  /// Source: `kernel/sched.c: DELTA`, Linux 2.6.11.
  private static func delta(of record: Record) -> Int64 {
    Int64(record.staticPriority - 120) * bonusMax / 40 + interactiveDelta
  }

  /// Sleep that is longer than this makes no more than just interactive.
  ///
  /// Source: `kernel/sched.c: INTERACTIVE_SLEEP`, Linux 2.6.11.
  private static func interactiveSleep(of record: Record) -> Int64 {
    let ticksMax = sleepAverageMax / tickNanoseconds
    return (ticksMax * (bonusMax / 2 + delta(of: record) + 1) / bonusMax - 1) * tickNanoseconds
  }

  /// The priority with the bonus; a real-time task's own.
  ///
  /// Source: `kernel/sched.c: effective_prio`, `__setscheduler`, Linux 2.6.11.
  package static func effectivePriority(of record: Record) -> Int32 {
    if record.attributes.policy.isRealTime { return 99 - record.attributes.realTimePriority }
    let bonus = Int32(truncatingIfNeeded: bonus(of: record) - bonusMax / 2)
    return min(max(record.staticPriority - bonus, 100), 139)
  }

  /// Whether a task goes back to the active array when its slice ends.
  ///
  /// Source: `kernel/sched.c: TASK_INTERACTIVE`, Linux 2.6.11.
  package func isInteractive(_ record: Record) -> Bool {
    Int64(record.priority) <= Int64(record.staticPriority) - Self.delta(of: record)
  }

  /// Whether even interactive tasks must expire now: because the first expired task has waited long
  /// for the number of tasks, or because one of a better nice value has expired.
  ///
  /// Source: `kernel/sched.c: EXPIRED_STARVING`, Linux 2.6.11.
  package func isExpiredStarving(at nowNanoseconds: UInt64) -> Bool {
    if tasks[Int(current)].staticPriority > bestExpiredPriority { return true }
    guard let expiredSince else { return false }
    // The current task is out of its array here, and counts.
    let limit = Self.starvationLimit * Int64(runnableCount + 1) + Self.tickNanoseconds
    return nowNanoseconds &- expiredSince >= UInt64(limit)
  }

  /// Counts sleep, the more the less there was of it.
  ///
  /// Source: `kernel/sched.c: recalc_task_prio`, Linux 2.6.11.
  package static func addSleep(to record: inout Record, until nowNanoseconds: UInt64) {
    let slept = Int64(min(nowNanoseconds &- record.since, UInt64(sleepAverageMax)))
    if slept > interactiveSleep(of: record) {
      // A task that was idle for long is no more than interactive, lest it hogs the processor.
      record.sleepAverage = sleepAverageMax - timesliceDefault
    } else if slept > 0 {
      let earned = slept * max(bonusMax - bonus(of: record), 1)
      record.sleepAverage = min(record.sleepAverage + earned, sleepAverageMax)
    }
    record.priority = effectivePriority(of: record)
  }

  /// Counts running against the sleep, the less the more there was of it.
  ///
  /// Source: `kernel/sched.c: schedule`, Linux 2.6.11.
  @inline(__always)
  package static func addRun(to record: inout Record, until nowNanoseconds: UInt64) {
    // What is not there cannot be forgotten.
    if record.sleepAverage == 0 { return }
    let ran = Int64(min(nowNanoseconds &- record.since, UInt64(sleepAverageMax)))
    record.sleepAverage = max(record.sleepAverage - ran / max(bonus(of: record), 1), 0)
  }
}
