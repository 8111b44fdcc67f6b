/// A task's neighbors in a list of equal priority; -1 for none.
package struct ListLinks: Sendable {
  package var previous: Int32 = -1
  package var next: Int32 = -1
}

/// A list of tasks for each priority, and a bitmap of the lists that are not empty.
///
/// Finding the best task takes the same time however many there are: find-first-bit over three
/// words, then the head of a list. The tasks' links are in a table of the owner, so that two such
/// arrays can share it.
///
/// Source: `kernel/sched.c: struct prio_array`, Linux 2.6.11; `kernel/sched/sched.h: struct
/// rt_prio_array`, Linux 6.5.
package struct PriorityArray: Sendable {
  /// How many priorities there are: 100 for real time, and 40 for nice -20 to 19.
  ///
  /// Source: `include/linux/sched.h: MAX_PRIO`, Linux 2.6.11.
  package static var priorities: Int { 140 }

  private struct Ends: Sendable {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  private var bitmap: (UInt64, UInt64, UInt64) = (0, 0, 0)
  private var lists = [Ends](repeating: Ends(), count: Self.priorities)
  /// How many tasks there are.
  private(set) var count = 0

  /// The first of the lists that are not empty, or -1: `sched_find_first_bit`.
  @inline(__always)
  package var bestPriority: Int32 {
    if bitmap.0 != 0 { return Int32(bitmap.0.trailingZeroBitCount) }
    if bitmap.1 != 0 { return 64 + Int32(bitmap.1.trailingZeroBitCount) }
    return bitmap.2 != 0 ? 128 + Int32(bitmap.2.trailingZeroBitCount) : -1
  }

  /// The first task of a priority, or -1.
  @inline(__always)
  package func first(of priority: Int32) -> Int32 { lists[Int(priority)].first }

  /// The last task of a priority, or -1.
  package func last(of priority: Int32) -> Int32 { lists[Int(priority)].last }

  /// Adds a task at the end of its list.
  @inline(__always)
  package mutating func append(_ task: Int32, priority: Int32, in links: inout [ListLinks]) {
    let last = lists[Int(priority)].last
    links[Int(task)] = ListLinks(previous: last, next: -1)
    lists[Int(priority)].last = task
    if last >= 0 {
      links[Int(last)].next = task
    } else {
      lists[Int(priority)].first = task
      mark(priority)
    }
    count += 1
  }

  /// Adds a task before another of its priority, or at the start of the list when that is -1.
  package mutating func insert(
    _ task: Int32, before other: Int32, priority: Int32, in links: inout [ListLinks]
  ) {
    let next = other >= 0 ? other : lists[Int(priority)].first
    guard next >= 0 else { return append(task, priority: priority, in: &links) }
    let previous = links[Int(next)].previous
    links[Int(task)] = ListLinks(previous: previous, next: next)
    links[Int(next)].previous = task
    if previous >= 0 {
      links[Int(previous)].next = task
    } else {
      lists[Int(priority)].first = task
    }
    count += 1
  }

  /// Takes a task out, wherever it is in its list.
  @inline(__always)
  package mutating func remove(_ task: Int32, priority: Int32, in links: inout [ListLinks]) {
    let old = links[Int(task)]
    if old.previous >= 0 {
      links[Int(old.previous)].next = old.next
    } else {
      lists[Int(priority)].first = old.next
    }
    if old.next >= 0 {
      links[Int(old.next)].previous = old.previous
    } else {
      lists[Int(priority)].last = old.previous
    }
    links[Int(task)] = ListLinks()
    if lists[Int(priority)].first < 0 { mark(priority) }
    count -= 1
  }

  /// Turns the bit of a list that became empty, or is no longer.
  @inline(__always)
  private mutating func mark(_ priority: Int32) {
    let bit: UInt64 = 1 << UInt64(priority & 63)
    switch priority >> 6 {
    case 0: bitmap.0 ^= bit
    case 1: bitmap.1 ^= bit
    default: bitmap.2 ^= bit
    }
  }
}
