/// Which thread id belongs to which task, and which is the next free one.
struct ThreadIDTable: Sendable {
  /// Numbers below this are given out once, and not again after the first round: they look like
  /// those of the system's own processes.
  ///
  /// Source: `kernel/pid.c: RESERVED_PIDS`.
  private static var reserved: Int32 { 300 }
  private static var free: Int32 { -1 }
  /// No task has the number, but a process group goes by it.
  private static var held: Int32 { -2 }

  private var owners = Table<Int32>()
  private let max: Int32
  /// The number that was given out last.
  private(set) var last: Int32 = 0
  private(set) var usedCount: Int32 = 0

  init(max: Int32) {
    self.max = max
    owners.append(Self.held)
  }

  /// Gives the table memory of its own.
  mutating func makeUnique() { owners.makeUnique() }

  /// The task with a thread id, or -1.
  @inline(__always)
  subscript(threadID: Int32) -> Int32 {
    guard threadID > 0, Int(threadID) < owners.count else { return -1 }
    return owners[Int(threadID)] >= 0 ? owners[Int(threadID)] : -1
  }

  /// The next free number above the last one that was given out, then from the start again.
  ///
  /// Source: `kernel/pid.c: alloc_pid`, which calls `idr_alloc_cyclic`.
  ///
  /// Mutating, though it changes nothing; see `Kernel.checkUserLimit`.
  ///
  /// - Returns: nil if all are in use.
  @inline(__always)
  mutating func next() -> Int32? {
    // Most often the very next one.
    let candidate = last &+ 1
    if candidate < max, Int(candidate) >= owners.count || owners[Int(candidate)] == Self.free {
      return candidate
    }
    return search()
  }

  @inline(never)
  private mutating func search() -> Int32? {
    if let found = firstFree(in: (last + 1)..<Swift.max(max, last + 1)) { return found }
    let start = last >= Self.reserved ? Self.reserved : 1
    return firstFree(in: start..<Swift.max(Swift.min(last + 1, max), start))
  }

  private func firstFree(in range: Range<Int32>) -> Int32? {
    for number in range where Int(number) >= owners.count || owners[Int(number)] == Self.free {
      return number
    }
    return nil
  }

  /// Gives a number, found by `next`, to a task.
  @inline(__always)
  mutating func assign(_ threadID: Int32, to task: Int32, isChosen: Bool = false) {
    while owners.count <= Int(threadID) { owners.append(Self.free) }
    owners[Int(threadID)] = task
    // One that was asked for does not count for where the search goes on.
    if !isChosen { last = threadID }
    usedCount &+= 1
  }

  /// Passes over the next number: a clone had it, and failed.
  mutating func passOver() {
    if let number = next() { last = number }
  }

  /// Whether nobody has a number.
  func isFree(_ number: Int32) -> Bool {
    number > 0 && (Int(number) >= owners.count || owners[Int(number)] == Self.free)
  }

  /// Goes on searching behind a number that was found and not needed.
  mutating func skip(_ number: Int32) {
    last = number
  }

  /// The tasks with numbers from one on, in ascending order.
  func tasks(from start: Int) -> [Int32] {
    guard start < owners.count else { return [] }
    return (start..<owners.count).map { owners[$0] }.filter { $0 >= 0 }
  }

  /// Lets another task have a number.
  mutating func setOwner(of number: Int32, _ task: Int32) {
    owners[Int(number)] = task
  }

  /// Lets the tasks of two numbers have each other's.
  mutating func exchange(_ one: Int32, _ other: Int32) {
    let owner = owners[Int(one)]
    owners[Int(one)] = owners[Int(other)]
    owners[Int(other)] = owner
  }

  /// Takes a number from its task; it is free unless a process group still goes by it.
  @inline(__always)
  mutating func release(_ threadID: Int32, isGroup: Bool) {
    owners[Int(threadID)] = isGroup ? Self.held : Self.free
    if !isGroup { usedCount &-= 1 }
  }

  /// The process group of that number is no more.
  mutating func groupEnded(_ number: Int32) {
    guard owners[Int(number)] == Self.held else { return }
    owners[Int(number)] = Self.free
    usedCount -= 1
  }
}
