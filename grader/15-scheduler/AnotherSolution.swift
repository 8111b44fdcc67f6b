import ExerciseKit
import Exercise_15_scheduler

/// Queues in arrays: who leaves from the middle leaves an entry behind that counts for nothing.
struct Submission: RunQueue {
  private struct Entry {
    var task: Int
    /// It counts as long as the task has the same.
    var ticket: Int
  }

  private struct Queue {
    /// Those that came to the front, the first one last.
    var front: [Entry] = []
    var back: [Entry] = []
    var head = 0

    mutating func popFirst() -> Entry? {
      if let entry = front.popLast() { return entry }
      guard head < back.count else {
        back.removeAll(keepingCapacity: true)
        head = 0
        return nil
      }
      head += 1
      return back[head - 1]
    }
  }

  private struct Side {
    var queues = [Queue](repeating: Queue(), count: 140)
    /// The best priority at which somebody may wait.
    var best = 140

    mutating func push(_ entry: Entry, _ priority: Int, toFront: Bool) {
      if toFront {
        queues[priority].front.append(entry)
      } else {
        queues[priority].back.append(entry)
      }
      best = min(best, priority)
    }
  }

  private enum Slice {
    case left(UInt64)
    case endless
    case usedUp
  }

  private var priorities: [Int: Int] = [:]
  private var slices: [Int: Slice] = [:]
  private var tickets: [Int: Int] = [:]
  private var lastTicket = 0
  private var active = Side()
  private var expired = Side()
  private var current: Int?
  private var depth = 0
  private var isWanted = false

  mutating func add(_ task: Int, priority: Int) {
    priorities[task] = priority
    slices[task] = priority < 100 ? .endless : .left(slice(ofPriority: priority))
  }

  mutating func remove(_ task: Int) {
    priorities[task] = nil
    slices[task] = nil
    tickets[task] = nil
  }

  mutating func wake(_ task: Int) -> Bool {
    enter(task, isExpired: false, toFront: false)
    let mine = priorities[task] ?? 0
    if current.map({ mine < priorities[$0] ?? 0 }) ?? true { isWanted = true }
    return isWanted && depth == 0
  }

  mutating func sleep(_ task: Int) {
    if current == task {
      current = nil
      renew(task)
    } else {
      tickets[task] = nil
    }
  }

  mutating func putBack(_ task: Int, because reason: PutBack) {
    current = nil
    switch (slices[task], reason) {
    case (.usedUp, _):
      renew(task)
      enter(task, isExpired: true, toFront: false)
    case (_, .preempted): enter(task, isExpired: false, toFront: true)
    case (.endless, .yielded): enter(task, isExpired: false, toFront: false)
    case (_, .yielded): enter(task, isExpired: true, toFront: false)
    }
  }

  mutating func pick() -> Int? {
    isWanted = false
    for _ in 0..<2 {
      while active.best < 140 {
        guard let entry = active.queues[active.best].popFirst() else {
          active.best += 1
          continue
        }
        guard tickets[entry.task] == entry.ticket else { continue }
        tickets[entry.task] = nil
        current = entry.task
        return entry.task
      }
      swap(&active, &expired)
    }
    return nil
  }

  mutating func tick(_ nanoseconds: UInt64) -> Bool {
    if let current, case .left(let left) = slices[current] {
      slices[current] = left > nanoseconds ? .left(left - nanoseconds) : .usedUp
      if left <= nanoseconds { isWanted = true }
    }
    return isWanted && depth == 0
  }

  mutating func disablePreemption() { depth += 1 }

  mutating func enablePreemption() -> Bool {
    depth -= 1
    return isWanted && depth == 0
  }

  private mutating func renew(_ task: Int) {
    guard case .usedUp = slices[task] else { return }
    slices[task] = .left(slice(ofPriority: priorities[task] ?? 139))
  }

  private mutating func enter(_ task: Int, isExpired: Bool, toFront: Bool) {
    lastTicket += 1
    tickets[task] = lastTicket
    let entry = Entry(task: task, ticket: lastTicket)
    let priority = priorities[task] ?? 139
    if isExpired {
      expired.push(entry, priority, toFront: toFront)
    } else {
      active.push(entry, priority, toFront: toFront)
    }
  }
}
