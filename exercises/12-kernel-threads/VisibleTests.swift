import Exercise_12_kernel_threads
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("life", "a kernel thread is made, runs, and ends", points: 1, visibility: .visible) {
      test in
      let events = try play(
        test, ThreadScene(hasMain: true, [.init(.job, at: 20), .init(.stop, at: 60)])
      ).events
      try test.expect(
        events.first == .reported,
        "who has the thread made sleeps until the thread reports, and that was not the first that it did"
      )
      try test.expect(
        events.contains(.calledFunction), "the thread was woken, and never called its function")
      let hasExited = events.contains { event in
        if case .exited = event { true } else { false }
      }
      try test.expect(hasExited, "the thread was told to stop, and never ended")
    }

    GradedTest("jobs", "a thread does jobs, and sleeps in between", points: 1, visibility: .visible)
    {
      test in
      let (events, left) = try play(
        test, ThreadScene([.init(.job, at: 1), .init(.job, at: 30), .init(.stop, at: 80)]))
      try test.expect(
        !events.contains(.neverSleeps),
        "the thread makes call after call, and never sleeps, though there is nothing to do")
      try test.expect(left, is: 0, "a job was brought and not done")
      try test.expect(
        events.contains(.sleptInterruptibly),
        "a thread without a job has to sleep, and interruptibly: an uninterruptible sleep counts as load"
      )
      try test.expect(
        events.last == .exited(2),
        "the thread did two jobs, and was told to stop: it comes back with 2")
    }

    GradedTest(
      "borrows", "a kernel thread runs on the memory that is there", points: 1, visibility: .visible
    ) { test in
      // Task 4 is a kernel thread, 0 and 1 are processes.
      let steps = [4, 0, 1].map { ProcessorStep.switchTo($0) }
      let question = MemoryQuestion(steps)
      let records = try test.call(MemoryQuestion.function, question.message) { reader in
        try steps.map { _ in try MemoryRecord(&reader) }
      }
      try test.expect(
        records[0].nextActive, is: 0,
        "a kernel thread has no memory: it borrows that of process 0, which ran before")
      try test.expect(
        records[1].loads, is: 0,
        "from process 0 to a kernel thread and back: nothing had to be loaded, since the processor had that "
          + "memory all the time")
      try test.expect(
        records[2].loaded, is: 1, "process 1 runs, and the processor has the memory of another one")
    }
  }

  private func play(
    _ test: TestContext, _ scene: ThreadScene
  ) throws -> (events: [ThreadEvent], left: Int) {
    try test.call(ThreadScene.function, scene.message) { reader in
      let left = Int(try reader.read(UInt16.self))
      let events = try (0..<reader.read(UInt16.self)).map { _ in try ThreadEvent(&reader) }
      return (events, left)
    }
  }
}
