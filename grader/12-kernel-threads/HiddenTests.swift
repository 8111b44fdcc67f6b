import Exercise_12_kernel_threads
import GraderKit

// Others do something at every call that the thread makes, one scene for each.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    beginningTests
    workTests
    memoryTests
  }

  // MARK: - How a thread begins

  @TestListBuilder private var beginningTests: [GradedTest] {
    GradedTest(
      "first-wake", "a new thread sleeps until its first wake, and does not miss it", points: 4
    ) {
      test in
      let stop = ThreadScene.Action(.stop, at: 120)
      let atOnce = try play(test, ThreadScene(hasMain: true, [stop]))
      try test.expect(
        atOnce.isCalled,
        "the thread reported, was woken at once, and sleeps for ever: it said after the wake that it will "
          + "sleep. Say it before you report, since from then on everybody may wake you")
      for place in [6, 12, Int.random(in: 20...60, using: &test.cases)] {
        var scene = ThreadScene(hasMain: true, [.init(.wake, at: place), stop])
        scene.wakesAtOnce = false
        let record = try play(test, scene)
        let call = record.events.firstIndex(of: .calledFunction) ?? record.events.count
        let before = record.events[..<call]
        try test.expect(
          before.contains(.sleptUninterruptibly),
          before.contains(.sleptInterruptibly)
            ? "the new thread sleeps interruptibly: until its first wake it sleeps uninterruptibly, and who "
              + "looks at the list of tasks sees D"
            : "the thread called its function before anybody had woken it: who has it made may first tie it "
              + "to a processor")
        try test.expect(record.isCalled, "the thread was woken, and never called its function")
      }
    }

    GradedTest("stopped-before", "who is stopped before the first wake never begins", points: 2) {
      test in
      var scene = ThreadScene(hasMain: true, [.init(.wake, at: 50)])
      scene.stopsAtFirst = true
      let record = try play(test, scene)
      try test.expect(
        !record.isCalled,
        "the thread was told to stop before it was woken, and its function was called all the same: "
          + "nobody wants it any more, so it ends")
      try test.expect(
        record.result, is: -4,
        "the function never ran, and who stopped the thread is told so by -EINTR")
    }

    GradedTest("parked-before", "who is to park does so before its function", points: 2) { test in
      var scene = ThreadScene(hasMain: true, [.init(.unpark, at: 40), .init(.stop, at: 120)])
      scene.parksAtFirst = true
      let events = try play(test, scene).events
      let park = events.firstIndex(of: .parked) ?? events.count
      let call = events.firstIndex(of: .calledFunction) ?? events.count
      try test.expect(
        park < call,
        "the thread was to park from the first on, and called its function before: a thread of a processor "
          + "that is not there yet must do nothing of its own")
      try test.expect(
        call < events.count, "the thread was told to go on, and never called its function")
    }

    GradedTest("result", "who stops a thread gets its result", points: 2) { test in
      let count = Int.random(in: 2...5, using: &test.cases)
      let jobs = (0..<count).map { ThreadScene.Action(.job, at: 12 + 15 * $0) }
      let record = try play(test, ThreadScene(hasMain: true, jobs + [.init(.stop, at: 150)]))
      try test.expect(
        record.result, is: Int32(count),
        "the function came back with the number of its jobs, and the thread ended with something else"
      )
    }
  }

  // MARK: - How it works

  @TestListBuilder private var workTests: [GradedTest] {
    GradedTest("no-wake-missed", "no job is left, whenever it comes", points: 4) { test in
      for place in 1...40 {
        let record = try play(
          test, ThreadScene([.init(.job, at: place), .init(.stop, at: place + 60)]))
        try test.expect(
          record.left == 0,
          "a job was brought at the thread's call number \(place), and the thread slept with it in the list: "
            + "it had looked before it said that it will sleep, and the wake in between was lost. Say it, look, "
            + "sleep")
        try test.expect(
          !record.events.contains(.didJobAsleep),
          "the thread did a job after having said that it will sleep: if the job lets others run, it does "
            + "not come back. Take it back first: `setState(.running)`")
      }
    }

    GradedTest("stops", "a thread ends, whenever it is told to", points: 3) { test in
      for place in 1...40 {
        for hasJob in [false, true] {
          let job = hasJob ? [ThreadScene.Action(.job, at: 1)] : []
          let record = try play(test, ThreadScene(job + [.init(.stop, at: max(place, 2))]))
          try test.expect(
            record.result != nil,
            "the thread was told to stop at its call number \(max(place, 2)), and it sleeps for ever. "
              + "`kthread_stop` sets a flag and wakes, once: between the look at the flag and the sleep it must "
              + "not be missed")
        }
      }
    }

    GradedTest("parks", "a thread parks, and goes on", points: 4) { test in
      for place in 1...30 {
        let parked = try play(
          test,
          ThreadScene([
            .init(.park, at: place), .init(.unpark, at: place + 30), .init(.stop, at: place + 60),
          ]))
        try test.expect(
          parked.events.contains(.parked),
          "the thread was told to park at its call number \(place), and did not: who waits for that, in "
            + "`kthread_park`, waits for ever. It is told once: after it has said that it will sleep, it has to "
            + "look for that too")
        let actions: [ThreadScene.Action] = [
          .init(.park, at: place), .init(.job, at: place + 20), .init(.unpark, at: place + 40),
          .init(.stop, at: place + 100),
        ]
        let record = try play(test, ThreadScene(actions))
        let events = record.events
        let park = events.firstIndex(of: .parked) ?? events.count
        let end = events.firstIndex(of: .unparked) ?? events.count
        try test.expect(
          !events[park..<end].contains(.didJob), "the thread did a job while it was parked")
        try test.expect(
          record.left == 0 && record.result != nil,
          "the thread was told to go on, and did not do the job that had come meanwhile")
        let stopped = try play(
          test, ThreadScene([.init(.park, at: place), .init(.stop, at: place + 30)]))
        try test.expect(
          stopped.result != nil, "the thread was told to stop while it was parked, and did not end")
      }
    }
  }

  // MARK: - Memory

  @TestListBuilder private var memoryTests: [GradedTest] {
    GradedTest("references", "what is borrowed is counted", points: 4) { test in
      try compare(test, withExits: false) { model, step, right, record in
        if record.previousActive != right.previousActive {
          return
            "\(step): the task that left the processor still has a memory: who does not run borrows nothing"
        }
        if record.nextActive != right.nextActive {
          return
            "\(step): what the task uses is wrong. A process uses its own memory, and a kernel thread "
            + "that which the processor has"
        }
        guard record.references != right.references else { return nil }
        return
          "\(step): the references to memories 0 to \(MemoryQuestion.processes - 1) are wrong. Each "
          + "living process counts one for its memory, and the kernel thread that runs one for what it "
          + "borrows: grabbed once, handed on from thread to thread, dropped in the end"
      }
    }

    GradedTest("loads", "memory is loaded where it has to be, and nowhere else", points: 3) {
      test in
      try compare(test, withExits: false) { model, step, right, record in
        if record.loaded != right.loaded {
          return "\(step): the processor has the memory of another process"
        }
        guard record.loads != right.loads else { return nil }
        return
          "\(step): \(record.loads) loads up to here, and \(right.loads) are enough. The processor has "
          + "what was loaded last, kernel threads in between or not; to load it again is to forget all "
          + "translations for nothing"
      }
    }

    GradedTest("last-reference", "memory is not given back while it is used", points: 3) { test in
      try compare(test, withExits: true) { model, step, right, record in
        record.isUsedAfterEnd
          ? "\(step): the process had ended, the last reference to its memory was dropped, and the processor "
            + "still had that memory: load the other one first, then drop"
          : nil
      }
    }
  }

  /// Makes random switches, and asks `fault` of each what is wrong with it.
  private func compare(
    _ test: TestContext, withExits: Bool,
    _ fault: (MemoryModel, String, MemoryRecord, MemoryRecord) -> String?
  ) throws {
    for _ in 0..<20 {
      var model = MemoryModel()
      var steps: [ProcessorStep] = []
      var rights: [MemoryRecord] = []
      var texts: [String] = []
      for _ in 0..<60 {
        let step = model.randomStep(withExits: withExits, &test.cases)
        texts.append(model.text(of: step))
        steps.append(step)
        rights.append(model.perform(step))
      }
      let question = MemoryQuestion(steps)
      let records = try test.call(MemoryQuestion.function, question.message) { reader in
        try steps.map { _ in try MemoryRecord(&reader) }
      }
      for place in steps.indices {
        guard let message = fault(model, texts[place], rights[place], records[place]) else {
          continue
        }
        let before = texts[max(0, place - 5)..<place].joined(separator: ", ")
        try test.fail(
          message + (before.isEmpty ? "" : ". Before that: \(before)"),
          expected: rights[place].text, actual: records[place].text)
      }
    }
  }

  // MARK: - Parts

  private func play(_ test: TestContext, _ scene: ThreadScene) throws -> LifeRecord {
    try test.call(ThreadScene.function, scene.message) { reader in
      let left = Int(try reader.read(UInt16.self))
      let events = try (0..<reader.read(UInt16.self)).map { _ in try ThreadEvent(&reader) }
      return LifeRecord(events: events, left: left)
    }
  }
}

/// What became of a thread.
private struct LifeRecord {
  let events: [ThreadEvent]
  /// The jobs that were not done.
  let left: Int

  var isCalled: Bool { events.contains(.calledFunction) }
  /// What it ended with; nil if it did not.
  var result: Int32? {
    if case .exited(let result) = events.last { result } else { nil }
  }
}

extension MemoryRecord {
  fileprivate var text: String {
    let active = nextActive < 0 ? "nothing" : "memory \(nextActive)"
    return "loaded: \(loaded), loads: \(loads), references: \(references), the task uses \(active)"
  }
}

/// Memory and tasks as they are to be.
private struct MemoryModel {
  private var loaded = 0
  private var loads = 0
  private var references = [Int](repeating: 1, count: MemoryQuestion.processes)
  private var alive = Set(0..<MemoryQuestion.processes)
  private var current = 0
  /// What the current task borrows, if it has no memory.
  private var borrowed: Int?

  mutating func randomStep(withExits: Bool, _ cases: inout CaseGenerator) -> ProcessorStep {
    if withExits, alive.contains(current), alive.count > 1,
      Int.random(in: 0..<4, using: &cases) == 0
    {
      return .exit
    }
    let threads = MemoryQuestion.processes..<MemoryQuestion.processes + MemoryQuestion.threads
    let others = (alive.sorted() + Array(threads)).filter { $0 != current }
    return .switchTo(others.randomElement(using: &cases) ?? MemoryQuestion.processes)
  }

  func text(of step: ProcessorStep) -> String {
    switch step {
    case .exit: return "process \(current) ends"
    case .switchTo(let task):
      let from = name(of: current)
      return "from \(from) to \(name(of: task))"
    }
  }

  private func name(of task: Int) -> String {
    guard task < MemoryQuestion.processes else {
      return "kernel thread \(task - MemoryQuestion.processes)"
    }
    return alive.contains(task) ? "process \(task)" : "process \(task), which has ended,"
  }

  mutating func perform(_ step: ProcessorStep) -> MemoryRecord {
    var previousActive = -1
    switch step {
    case .exit:
      alive.remove(current)
      // Its own reference becomes one of a borrower.
      borrowed = current
      previousActive = current
    case .switchTo(let task):
      previousActive = alive.contains(current) ? current : -1
      if alive.contains(task) {
        if let borrowed { references[borrowed] -= 1 }
        borrowed = nil
        if loaded != task { loads += 1 }
        loaded = task
      } else if borrowed == nil {
        borrowed = loaded
        references[loaded] += 1
      }
      current = task
    }
    return MemoryRecord(
      loaded: loaded, loads: loads, references: references, previousActive: previousActive,
      nextActive: borrowed ?? current)
  }
}
