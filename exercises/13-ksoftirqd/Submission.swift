import ExerciseKit
import Exercise_13_ksoftirqd

struct Submission: SoftInterrupts {
  func raise(_ vector: Int, on processor: Processor) throws {
    // TODO: set the bit so that no interrupt comes in between; wake ksoftirqd if nobody will look.
  }

  func endInterrupt(on processor: Processor) throws {
    // TODO: serve, unless this interrupt came in the middle of that.
  }

  func serve(on processor: Processor) throws {
    // TODO: rounds: take all bits, handle them with interrupts enabled, look again.
  }

  func daemon(on processor: Processor) throws {
    // TODO: say that you will sleep, look, and only then sleep.
  }
}
