import ExerciseKit
import Exercise_13_ksoftirqd

struct Submission: SoftInterrupts {
  func raise(_ vector: Int, on processor: Processor) throws {
    let wereEnabled = processor.areInterruptsEnabled
    processor.disableInterrupts()
    processor.pending |= 1 << UInt32(vector)
    if !processor.isInInterrupt { processor.wakeDaemon() }
    if wereEnabled { processor.enableInterrupts() }
  }

  func endInterrupt(on processor: Processor) throws {
    if processor.pending != 0 { try serve(on: processor) }
  }

  func serve(on processor: Processor) throws {
    let start = processor.now
    var rounds = 0
    processor.disableSoftInterrupts()
    repeat {
      var bits = processor.pending
      processor.pending = 0
      processor.enableInterrupts()
      while bits != 0 {
        try processor.handle(bits.trailingZeroBitCount)
        bits &= bits - 1
      }
      processor.disableInterrupts()
      rounds += 1
    } while processor.pending != 0 && rounds < Processor.roundsMax
      && processor.now - start < Processor.serviceNanosecondsMax && !processor.needsReschedule
    if processor.pending != 0 { processor.wakeDaemon() }
    processor.enableSoftInterrupts()
  }

  func daemon(on processor: Processor) throws {
    processor.setState(.interruptible)
    while !processor.shouldStop {
      if processor.pending == 0 { try processor.schedule() }
      processor.setState(.running)
      while processor.pending != 0 {
        processor.disableInterrupts()
        if processor.pending != 0 { try serve(on: processor) }
        processor.enableInterrupts()
        try processor.reschedule()
      }
      processor.setState(.interruptible)
    }
  }
}
