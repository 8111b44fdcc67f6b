import ExerciseKit
import Exercise_12_kernel_threads

/// A loop that sleeps in a function of its own, and references that are taken first and given back last.
struct Submission: KernelThreads {
  func main(_ thread: KernelThread) throws {
    try thread.setState(.uninterruptible)
    try thread.report()
    try thread.schedule()
    guard try !thread.shouldStop() else { try thread.exit(-4) }
    if try thread.shouldPark() { try thread.parkMe() }
    try thread.exit(try thread.callFunction())
  }

  func work(_ thread: KernelThread) throws -> Int32 {
    var count: Int32 = 0
    while try !waitsUntilStop(thread) {
      // One job, or none if it was only to park.
      if try thread.doJob() { count += 1 }
    }
    return count
  }

  /// Sleeps until there is something to do.
  ///
  /// - Returns: Whether that is to stop.
  private func waitsUntilStop(_ thread: KernelThread) throws -> Bool {
    defer { try? thread.setState(.running) }
    while true {
      try thread.setState(.interruptible)
      if try thread.shouldStop() { return true }
      if try thread.shouldPark() {
        try thread.parkMe()
      } else if try thread.hasJob() {
        return false
      } else {
        try thread.schedule()
      }
    }
  }

  func switchMemory(
    from previous: inout TaskMemory, to next: inout TaskMemory, on processor: MemoryProcessor
  ) {
    let before = previous.activeMM
    let after = next.mm ?? before ?? processor.loaded
    if next.mm == nil { processor.grab(after) }
    next.activeMM = after
    if processor.loaded != after { processor.load(after) }
    if previous.mm == nil {
      previous.activeMM = nil
      if let before { processor.drop(before) }
    }
  }
}
