import Exercise_13_ksoftirqd
import GraderKit

// Interrupts come at every place where one can come, one scene for each.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    servingTests
    limitTests
    daemonTests
  }

  // MARK: - What is served, and when

  @TestListBuilder private var servingTests: [GradedTest] {
    GradedTest(
      "nothing-lost", "nothing that is raised is lost, whenever an interrupt comes", points: 5
    ) { test in
      for start in [SoftScene.Start.task(vector(test)), .interrupt(bits(test)), .daemon] {
        // What comes is served at the end of the interrupt, or is too much for that.
        for (place, repeats) in (1...45).flatMap({ [($0, 0), ($0, 13)] }) {
          var scene = SoftScene(start, hasDaemon: true)
          let storm = vector(test)
          scene.raises[storm] = 1 << UInt32(storm)
          scene.repeats = repeats
          scene.arrivals = [.init(at: place, bits(test) | 1 << UInt32(storm))]
          try expectServed(test, scene)
        }
      }
    }

    GradedTest(
      "rounds", "what a handler raises is for the next round", points: 2
    ) { test in
      let low = Int.random(in: 0...7, using: &test.cases)
      let high = low + Int.random(in: 2...9, using: &test.cases)
      var scene = SoftScene(.interrupt(1 << UInt32(low + 1) | 1 << UInt32(high)))
      scene.raises[low + 1] = 1 << UInt32(low)
      let handlers = try play(test, scene).handlers
      try test.expect(
        handlers, is: [low + 1, high, low],
        "soft interrupts \(low + 1) and \(high) are pending, and the handler of \(low + 1) raises \(low): "
          + "a round takes all bits at once, and what comes meanwhile waits for the next. Else one that "
          + "is raised again and again keeps those of higher numbers waiting for ever")
    }

    GradedTest(
      "no-recursion", "an interrupt in the middle of serving only raises", points: 3
    ) { test in
      for place in 1...30 {
        var scene = SoftScene(.interrupt(bits(test) | 1))
        scene.arrivals = [.init(at: place, bits(test))]
        let record = try play(test, scene)
        try test.expect(
          !record.events.contains { $0.kind == .nestedHandler },
          "an interrupt came while a handler ran, and at its end another handler was begun, on top of the "
            + "first: with enough interrupts the stack of the kernel overflows. Who serves says so "
            + "(`disableSoftInterrupts`), and the end of an interrupt looks (`isInInterrupt`)")
      }
    }

    GradedTest(
      "enabled-or-not", "interrupts are enabled where they may be, and nowhere else", points: 3
    ) { test in
      for place in 0...20 {
        for start in [SoftScene.Start.interrupt(bits(test) | 1), .task(vector(test))] {
          var scene = SoftScene(start)
          if place > 0 { scene.arrivals = [.init(at: place, bits(test))] }
          let events = try play(test, scene).events
          try test.expect(
            !events.contains { $0.kind == .handlerWithoutInterrupts },
            "a handler ran with interrupts disabled: it may take long, and that is why it is a soft "
              + "interrupt and not an interrupt. Only the look at `pending` needs them disabled")
          try test.expect(
            !events.contains(where: { $0.kind == .enabledTooEarly && $0.number == 0 }),
            "`raise` was called in an interrupt, with interrupts disabled, and came back with interrupts "
              + "enabled: it has to leave them as they were")
          try test.expect(
            !events.contains { $0.kind == .enabledTooEarly },
            "interrupts are enabled at the end of an interrupt's code: `serve` disables them again before "
              + "it looks for more, and comes back so")
          try test.expect(
            !events.contains { $0.kind == .leftDisabled },
            "`raise` came back to a task with interrupts disabled: no timer ticks any more")
        }
      }
    }
  }

  // MARK: - Limits

  @TestListBuilder private var limitTests: [GradedTest] {
    GradedTest("ten-rounds", "after ten rounds ksoftirqd gets the rest", points: 2) { test in
      try expectRounds(
        10, stormScene(test, handlerNanoseconds: 1_000), test,
        "a soft interrupt raises itself again and again, each time for 1 us: ten rounds are served, and "
          + "the rest is left to ksoftirqd")
    }

    GradedTest("two-milliseconds", "after 2 ms ksoftirqd gets the rest", points: 2) { test in
      let nanoseconds = UInt64.random(in: 250_000...900_000, using: &test.cases)
      let rounds = Int((Processor.serviceNanosecondsMax + nanoseconds - 1) / nanoseconds)
      try expectRounds(
        rounds, stormScene(test, handlerNanoseconds: nanoseconds), test,
        "each round takes \(nanoseconds / 1_000) us, so 2 ms have passed after \(rounds) rounds: the "
          + "task that was interrupted has waited long enough")
    }

    GradedTest("another-task", "when a task is to run, ksoftirqd gets the rest", points: 2) {
      test in
      var scene = stormScene(test, handlerNanoseconds: 1_000)
      let rounds = Int.random(in: 2...8, using: &test.cases)
      scene.rescheduleNanoseconds = UInt64(rounds) * 1_000
      try expectRounds(
        rounds, scene, test,
        "after \(rounds) rounds another task is to run (`needsReschedule`): it has to wait no longer for "
          + "what ksoftirqd can do in its turn")
    }

    GradedTest("no-needless-wakes", "ksoftirqd sleeps while it is not needed", points: 2) { test in
      let record = try play(test, SoftScene(.interrupt(bits(test) | 1)))
      try test.expect(
        !record.events.contains { $0.kind == .wake },
        "an interrupt raised something, its end served all of it, and yet ksoftirqd was woken: a switch to "
          + "a thread that has nothing to do, at every interrupt. In an interrupt `raise` wakes nobody, "
          + "and `serve` only if something is left")
    }
  }

  // MARK: - ksoftirqd

  @TestListBuilder private var daemonTests: [GradedTest] {
    GradedTest(
      "lets-others-run", "ksoftirqd lets others run each time that it has served", points: 2
    ) { test in
      var scene = stormScene(test, handlerNanoseconds: 1_000)
      scene.hasDaemon = true
      scene.repeats = 34
      scene.start = .task(scene.raises.firstIndex { $0 != 0 } ?? 0)
      let events = try play(test, scene).events
      var inARow = 0
      for event in events {
        switch event.kind {
        case .handler: inARow += 1
        case .reschedule, .schedule, .sleep: inARow = 0
        default: break
        }
        try test.expect(
          inARow < 2 * Processor.roundsMax,
          "ksoftirqd served twice without letting others run in between: then it is no better than the "
            + "interrupt that left the work to it. `reschedule` after each `serve`")
      }
    }

    GradedTest("stops", "ksoftirqd ends whenever it is told to", points: 2) { test in
      for place in 1...25 {
        var scene = SoftScene(.daemon, hasDaemon: true)
        scene.stopsAtPoint = place
        scene.arrivals = [.init(at: 3, 1 << UInt32(vector(test)))]
        let record = try play(test, scene)
        try test.expect(
          record.events.last?.kind == .daemonEnded,
          "ksoftirqd was told to stop, and sleeps for ever: who looks first, and says then that it will "
            + "sleep, misses the wake in between. Say it, look, sleep")
      }
    }
  }

  // MARK: - Parts

  private func play(_ test: TestContext, _ scene: SoftScene) throws -> SoftRecord {
    try test.call(SoftScene.function, scene.message) { try SoftRecord(&$0) }
  }

  private func vector(_ test: TestContext) -> Int { Int.random(in: 0...9, using: &test.cases) }

  private func bits(_ test: TestContext) -> UInt32 {
    UInt32.random(in: 1..<1 << 10, using: &test.cases)
  }

  /// A scene in which a soft interrupt raises itself again and again.
  private func stormScene(_ test: TestContext, handlerNanoseconds: UInt64) -> SoftScene {
    let storm = vector(test)
    var scene = SoftScene(.interrupt(1 << UInt32(storm)))
    scene.raises[storm] = 1 << UInt32(storm)
    scene.repeats = 100
    scene.handlerNanoseconds = handlerNanoseconds
    return scene
  }

  private func expectRounds(
    _ rounds: Int, _ scene: SoftScene, _ test: TestContext, _ message: String
  ) throws {
    let record = try play(test, scene)
    try test.expect(record.handlers.count, is: rounds, message)
    try test.expect(
      record.events.contains { $0.kind == .wake },
      "something was left pending, and ksoftirqd was not woken")
  }

  /// Fails if anything that was raised was not served.
  private func expectServed(_ test: TestContext, _ scene: SoftScene) throws {
    let record = try play(test, scene)
    let place = scene.arrivals.first?.point ?? 0
    if record.left != 0 {
      try test.fail(
        "an interrupt came at place \(place), and in the end ksoftirqd sleeps while soft interrupt "
          + "\(record.left.trailingZeroBitCount) is pending. Between its look at `pending` and its sleep "
          + "there must be nothing by which a wake is missed: say first that you will sleep, then look"
      )
    }
    for vector in 0..<32 {
      let raised = record.events.lastIndex {
        $0.kind == .interrupt && $0.number >> vector & 1 == 1
      }
      guard let raised else { continue }
      let isServed = record.events[raised...].contains {
        $0.kind.isHandler && $0.number == vector
      }
      // One that raises itself runs once for each time.
      let timesDue = scene.raises[vector] == 0 ? 1 : scene.repeats + 1
      let times = record.handlers.count { $0 == vector }
      try test.expect(
        isServed && times >= timesDue,
        "an interrupt at place \(place) raised soft interrupt \(vector), and that was wiped out of "
          + "`pending` without being handled. Who reads `pending` and stores it lets no interrupt come in "
          + "between, and what is to be handled is cleared before, not after")
    }
    if case .task(let vector) = scene.start {
      try test.expect(
        record.handlers.contains(vector),
        "a task raised soft interrupt \(vector) while an interrupt came at place \(place), and it was lost: "
          + "to set a bit is to read and to store, and no interrupt may come in between")
    }
  }
}

extension SoftRecord {
  /// The numbers of the handlers that ran, in their order.
  fileprivate var handlers: [Int] { events.filter { $0.kind.isHandler }.map(\.number) }
}

extension SoftEvent.Kind {
  /// Whether a handler ran.
  fileprivate var isHandler: Bool {
    self == .handler || self == .handlerWithoutInterrupts || self == .nestedHandler
  }
}
