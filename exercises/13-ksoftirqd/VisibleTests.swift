import Exercise_13_ksoftirqd
import GraderKit

struct VisibleTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest(
      "end-of-interrupt", "what an interrupt raises is served when it is over", points: 1,
      visibility: .visible
    ) { test in
      let record = try play(test, SoftScene(.interrupt(1 << 1 | 1 << 3 | 1 << 9)))
      let handlers = record.events.filter { $0.kind.isHandler }.map(\.number)
      try test.expect(
        handlers, is: [1, 3, 9],
        handlers.sorted() == [1, 3, 9]
          ? "the soft interrupt of the lowest number is handled first: HI_SOFTIRQ, 0, is for what is "
            + "urgent"
          : "an interrupt raised the soft interrupts 1, 3 and 9; at its end each is handled once")
      try test.expect(
        record.left, is: 0, "what is served is taken out of `pending`, or it is served for ever")
    }

    GradedTest(
      "from-a-task", "what a task raises is served by ksoftirqd", points: 1, visibility: .visible
    ) { test in
      let record = try play(test, SoftScene(.task(3), hasDaemon: true))
      try test.expect(
        record.events.contains { $0.kind == .wake },
        "a task raised a soft interrupt, and ksoftirqd sleeps on. Outside of an interrupt nobody looks at "
          + "`pending` but ksoftirqd, so wake it")
      try test.expect(
        record.events.contains { $0.kind.isHandler && $0.number == 3 },
        "ksoftirqd was woken, and did not serve what is pending")
      try test.expect(
        record.events.last?.kind == .sleep,
        "nothing is pending any more, and ksoftirqd does not sleep: it keeps the processor from others"
      )
    }

    GradedTest(
      "storm", "what never ends is left to ksoftirqd", points: 1, visibility: .visible
    ) { test in
      // The handler raises its own soft interrupt again each time, as a network card under load does.
      var scene = SoftScene(.interrupt(1 << 3))
      scene.raises[3] = 1 << 3
      scene.repeats = 1_000
      let record = try play(test, scene)
      let count = record.events.count { $0.kind.isHandler }
      try test.expect(
        count < 50,
        "the end of one interrupt handled \(count) soft interrupts, and would go on for ever: no task "
          + "runs any more. After ten rounds ksoftirqd gets the rest")
      try test.expect(
        count > 1,
        "the handler has raised its soft interrupt again, and that was wiped out: `pending` is cleared before "
          + "the handlers run, not after them")
      try test.expect(
        record.events.contains { $0.kind == .wake },
        "something was left pending at the end of an interrupt, and nobody was woken to serve it")
    }
  }

  private func play(_ test: TestContext, _ scene: SoftScene) throws -> SoftRecord {
    try test.call(SoftScene.function, scene.message) { try SoftRecord(&$0) }
  }
}

extension SoftEvent.Kind {
  /// Whether a handler ran.
  fileprivate var isHandler: Bool {
    self == .handler || self == .handlerWithoutInterrupts || self == .nestedHandler
  }
}
