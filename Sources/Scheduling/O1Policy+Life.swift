// What a child inherits, and what its end gives back.
extension O1Policy {
  /// Splits the parent's slice between it and the child, so that no time is gained by forking.
  ///
  /// Source: `kernel/sched.c: sched_fork`, `wake_up_new_task`, Linux 2.6.11.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    add(child, tasks[Int(parent)].attributes, at: nowNanoseconds)
    let whole = tasks[Int(parent)].sliceLeft
    tasks[Int(child)].sliceLeft = whole - whole / 2
    tasks[Int(child)].isFirstSlice = true
    // A parent that has nothing left expires at its next tick.
    tasks[Int(parent)].sliceLeft = max(whole / 2, 1)
    let bonus = Self.bonus(of: tasks[Int(parent)])
    tasks[Int(child)].sleepAverage =
      bonus * Self.childPenaltyPercent / 100 * (Self.sleepAverageMax / Self.bonusMax)
    tasks[Int(parent)].sleepAverage =
      bonus * Self.parentPenaltyPercent / 100 * (Self.sleepAverageMax / Self.bonusMax)
    tasks[Int(child)].priority = Self.effectivePriority(of: tasks[Int(child)])
    if kind == .process { tasks[Int(child)].runsBefore = parent }
  }

  /// Forgets a task; it takes all along: its slice, its sleep, and which array it was in.
  ///
  /// Source: `kernel/sched.c: pull_task`, Linux 2.6.11.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    precondition(tasks[Int(task)].place == .asleep, "the task does not sleep")
    var record = tasks[Int(task)]
    record.runsBefore = -1
    tasks[Int(task)] = Record()
    return Migrant(record: record)
  }

  /// Gets to know a task as it was on the other processor.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    add(task, migrant.record.attributes, at: nowNanoseconds)
    tasks[Int(task)] = migrant.record
  }

  /// What a task takes along.
  public struct Migrant: Sendable {
    let record: Record
  }

  /// Gives the parent the slice back that its child has not used, and some of its habits.
  ///
  /// Source: `kernel/sched.c: sched_exit`, Linux 2.6.11.
  public mutating func end(_ task: Int32, parent: Int32) {
    precondition(tasks[Int(task)].place == .asleep, "the task does not sleep")
    let ended = tasks[Int(task)]
    tasks[Int(task)] = Record()
    guard parent >= 0 else { return }
    if ended.isFirstSlice {
      tasks[Int(parent)].sliceLeft = min(
        tasks[Int(parent)].sliceLeft + ended.sliceLeft,
        Self.timeslice(ofStaticPriority: ended.staticPriority))
    }
    let average = tasks[Int(parent)].sleepAverage
    if ended.sleepAverage < average {
      let weight = Self.exitWeight
      tasks[Int(parent)].sleepAverage =
        average / (weight + 1) * weight + ended.sleepAverage / (weight + 1)
    }
  }
}
