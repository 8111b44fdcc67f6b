import ExerciseKit
import Exercise_15_scheduler

struct Submission: RunQueue {
  /// A task, with its neighbours in the list in which it waits.
  private struct Record {
    var priority = 0
    var sliceLeft: UInt64 = 0
    /// Whether its slice was used up since it was picked.
    var isExpired = false
    /// The array in which it waits, or -1.
    var place = -1
    var previous = -1
    var next = -1
  }

  /// A list for each priority, and a bit for each list that is not empty.
  private struct PriorityArray {
    var bits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var first = [Int](repeating: -1, count: 140)
    var last = [Int](repeating: -1, count: 140)

    var best: Int? {
      if bits.0 != 0 { return bits.0.trailingZeroBitCount }
      if bits.1 != 0 { return 64 + bits.1.trailingZeroBitCount }
      return nil
    }

    mutating func mark(_ priority: Int) {
      let bit: UInt64 = 1 << UInt64(priority % 64)
      let isEmpty = first[priority] < 0
      switch priority / 64 {
      case 0: bits.0 = isEmpty ? bits.0 & ~bit : bits.0 | bit
      case 1: bits.1 = isEmpty ? bits.1 & ~bit : bits.1 | bit
      default: bits.2 = isEmpty ? bits.2 & ~bit : bits.2 | bit
      }
    }
  }

  private var tasks: [Record] = []
  private var arrays = [PriorityArray(), PriorityArray()]
  /// Which of the arrays is the active one.
  private var active = 0
  private var current = -1
  private var preemptCount = 0
  private var mustGo = false

  mutating func add(_ task: Int, priority: Int) {
    while tasks.count <= task { tasks.append(Record()) }
    tasks[task] = Record(priority: priority, sliceLeft: Self.slice(priority))
  }

  mutating func remove(_ task: Int) {
    tasks[task] = Record()
  }

  mutating func wake(_ task: Int) -> Bool {
    append(task, to: active)
    if current < 0 || tasks[task].priority < tasks[current].priority { mustGo = true }
    return mustGo && preemptCount == 0
  }

  mutating func sleep(_ task: Int) {
    if task == current {
      current = -1
      tasks[task].isExpired = false
    } else {
      unlink(task)
    }
  }

  mutating func putBack(_ task: Int, because reason: PutBack) {
    current = -1
    if tasks[task].isExpired {
      tasks[task].isExpired = false
      append(task, to: 1 - active)
    } else if reason == .preempted {
      prepend(task, to: active)
    } else {
      append(task, to: tasks[task].priority < 100 ? active : 1 - active)
    }
  }

  mutating func pick() -> Int? {
    mustGo = false
    if arrays[active].best == nil { active = 1 - active }
    guard let best = arrays[active].best else { return nil }
    current = arrays[active].first[best]
    unlink(current)
    return current
  }

  mutating func tick(_ nanoseconds: UInt64) -> Bool {
    guard current >= 0 else { return false }
    let priority = tasks[current].priority
    if priority >= 100, !tasks[current].isExpired {
      if tasks[current].sliceLeft > nanoseconds {
        tasks[current].sliceLeft -= nanoseconds
      } else {
        tasks[current].sliceLeft = Self.slice(priority)
        tasks[current].isExpired = true
        mustGo = true
      }
    }
    return mustGo && preemptCount == 0
  }

  mutating func disablePreemption() {
    preemptCount += 1
  }

  mutating func enablePreemption() -> Bool {
    preemptCount -= 1
    return mustGo && preemptCount == 0
  }

  // MARK: - Lists

  private static func slice(_ priority: Int) -> UInt64 {
    priority < 100 ? 0 : Exercise_15_scheduler.slice(ofPriority: priority)
  }

  private mutating func append(_ task: Int, to place: Int) {
    let priority = tasks[task].priority
    let last = arrays[place].last[priority]
    tasks[task].place = place
    tasks[task].previous = last
    tasks[task].next = -1
    if last >= 0 { tasks[last].next = task } else { arrays[place].first[priority] = task }
    arrays[place].last[priority] = task
    arrays[place].mark(priority)
  }

  private mutating func prepend(_ task: Int, to place: Int) {
    let priority = tasks[task].priority
    let first = arrays[place].first[priority]
    tasks[task].place = place
    tasks[task].previous = -1
    tasks[task].next = first
    if first >= 0 { tasks[first].previous = task } else { arrays[place].last[priority] = task }
    arrays[place].first[priority] = task
    arrays[place].mark(priority)
  }

  private mutating func unlink(_ task: Int) {
    let record = tasks[task]
    guard record.place >= 0 else { return }
    if record.previous >= 0 {
      tasks[record.previous].next = record.next
    } else {
      arrays[record.place].first[record.priority] = record.next
    }
    if record.next >= 0 {
      tasks[record.next].previous = record.previous
    } else {
      arrays[record.place].last[record.priority] = record.previous
    }
    arrays[record.place].mark(record.priority)
    tasks[task].place = -1
    tasks[task].previous = -1
    tasks[task].next = -1
  }
}
