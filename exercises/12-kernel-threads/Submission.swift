import ExerciseKit
import Exercise_12_kernel_threads

struct Submission: KernelThreads {
  func main(_ thread: KernelThread) throws {
    // TODO: say how you will sleep, report, sleep; then look, and only then call the function.
  }

  func work(_ thread: KernelThread) throws -> Int32 {
    // TODO: say that you will sleep, look at everything that could be a reason not to, sleep.
    0
  }

  func switchMemory(
    from previous: inout TaskMemory, to next: inout TaskMemory, on processor: MemoryProcessor
  ) {
    // TODO: does the next one have memory of its own? Did the previous one borrow?
  }
}
