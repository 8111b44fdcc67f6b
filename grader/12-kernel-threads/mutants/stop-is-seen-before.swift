import ExerciseKit
import Exercise_12_kernel_threads

struct Submission: KernelThreads {
  func main(_ thread: KernelThread) throws {
    try thread.setState(.uninterruptible)
    try thread.report()
    try thread.schedule()
    var result: Int32 = -4
    if try !thread.shouldStop() {
      try thread.parkMe()
      result = try thread.callFunction()
    }
    try thread.exit(result)
  }

  func work(_ thread: KernelThread) throws -> Int32 {
    var count: Int32 = 0
    while true {
      if try thread.shouldStop() { return count }
      try thread.setState(.interruptible)
      if try thread.shouldPark() {
        try thread.parkMe()
        continue
      }
      if try thread.hasJob() {
        try thread.setState(.running)
        if try thread.doJob() { count += 1 }
      } else {
        try thread.schedule()
      }
    }
  }

  func switchMemory(
    from previous: inout TaskMemory, to next: inout TaskMemory, on processor: MemoryProcessor
  ) {
    let used = processor.loaded
    if let mm = next.mm {
      if mm != used { processor.load(mm) }
      next.activeMM = mm
      if previous.mm == nil {
        previous.activeMM = nil
        processor.drop(used)
      }
    } else {
      next.activeMM = used
      if previous.mm == nil {
        // What the one had borrowed the other one takes over.
        previous.activeMM = nil
      } else {
        processor.grab(used)
      }
    }
  }
}
