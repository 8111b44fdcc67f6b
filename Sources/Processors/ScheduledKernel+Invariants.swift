internal import KernelCore

/// A statement about a scheduled kernel that does not hold: a fault of this library itself.
public struct ProcessorViolation: Error, Equatable, Sendable, CustomStringConvertible {
  /// The statement, and where it fails.
  public let description: String
}

extension ScheduledKernel {
  /// Checks that processors, tasks and kernel agree with one another.
  ///
  /// The kernel's own tables have a check of their own.
  ///
  /// - Throws: `ProcessorViolation`, for the first statement that does not hold.
  public func checkInvariants() throws(ProcessorViolation) {
    var waiting = 0
    for (number, processor) in processors.enumerated() {
      var task = processor.waiting.first
      var count = 0
      while task >= 0 {
        let record = tasks[Int(task)]
        try require(record.state == .waiting, "who is in a list waits", Int(task))
        try require(record.home == number, "tasks wait where they are known", Int(task))
        try require(state(of: task) == .runnable, "who waits is ready", Int(task))
        task = record.next
        count += 1
      }
      try require(count == processor.waiting.count, "lists are counted", number)
      waiting += count
      try require(
        (processor.task < 0) == (processor.activity == .idle), "who is not idle has a task", number)
      if processor.task >= 0 {
        let record = tasks[Int(processor.task)]
        try require(record.state == .running, "the task of a processor runs", number)
        try require(record.home == number, "it is known there", number)
        // Who may not stay is about to leave.
        try require(
          record.scheduling.mayRun(on: number) || processor.mustReschedule, "it may run there",
          number)
        try require(state(of: processor.task) == .running, "it is running", number)
      }
      try require(
        (processor.activity == .call) == (processor.call != nil || processor.kernelCall != nil),
        "a call is under way", number)
      try require(
        (processor.interruptedSince < .max) == (kernel.interruptEnd(on: number) != nil),
        "interrupts are known", number)
      try require(
        (processor.idleSince < .max) == (processor.task < 0), "idle time is counted", number)
      if processor.activity == .working {
        try require(
          kernel.isThreadOfKernel(processor.task), "threads of the kernel work", number)
      }
    }
    try require(waiting == waitingCount, "all that wait are counted", -1)
    for (slot, record) in tasks.enumerated() where record.state == .asleep {
      let state = state(of: Int32(slot))
      try require(state != .running && state != .runnable, "who sleeps is not ready", slot)
    }
    let running = tasks.count { $0.state == .running }
    try require(
      running == processors.count { $0.task >= 0 }, "who runs has a processor", -1)
  }

  private func state(of task: Int32) -> TaskState? {
    tasks[Int(task)].id.flatMap { kernel.snapshot(of: $0)?.state }
  }

  private func require(
    _ condition: Bool, _ statement: StaticString, _ index: Int
  ) throws(ProcessorViolation) {
    guard !condition else { return }
    throw ProcessorViolation(description: statement.description + " (at " + String(index) + ")")
  }
}
