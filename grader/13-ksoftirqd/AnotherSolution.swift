import ExerciseKit
import Exercise_13_ksoftirqd

/// By recursion in place of loops, and a daemon that serves once at each wake-up, as since Linux 3.7.
struct Submission: SoftInterrupts {
  func raise(_ vector: Int, on processor: Processor) throws {
    withoutInterrupts(processor) {
      let before = processor.pending
      processor.pending = before | 1 << UInt32(vector)
      guard !processor.isInInterrupt else { return }
      processor.wakeDaemon()
    }
  }

  func endInterrupt(on processor: Processor) throws {
    guard !processor.isInInterrupt else { return }
    try serve(on: processor)
  }

  func serve(on processor: Processor) throws {
    processor.disableSoftInterrupts()
    try serveRound(
      1, of: processor, until: processor.now + Processor.serviceNanosecondsMax)
    processor.enableSoftInterrupts()
  }

  private func serveRound(_ round: Int, of processor: Processor, until end: UInt64) throws {
    let bits = processor.pending
    if bits == 0 { return }
    processor.pending = 0
    processor.enableInterrupts()
    for vector in 0..<32 where bits & 1 << UInt32(vector) != 0 { try processor.handle(vector) }
    processor.disableInterrupts()
    if processor.pending == 0 { return }
    if round == Processor.roundsMax || processor.now >= end || processor.needsReschedule {
      processor.wakeDaemon()
    } else {
      try serveRound(round + 1, of: processor, until: end)
    }
  }

  func daemon(on processor: Processor) throws {
    while true {
      processor.setState(.interruptible)
      if processor.shouldStop { return }
      if processor.pending == 0 {
        try processor.schedule()
      } else {
        processor.setState(.running)
        try withoutInterrupts(processor) { try serve(on: processor) }
        try processor.reschedule()
      }
    }
  }

  private func withoutInterrupts(_ processor: Processor, _ body: () throws -> Void) rethrows {
    let wereEnabled = processor.areInterruptsEnabled
    processor.disableInterrupts()
    try body()
    if wereEnabled { processor.enableInterrupts() }
  }
}
