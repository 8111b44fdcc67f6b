import Exercise_14_pdflush
import GraderKit

// What has to happen is what Linux's own code, as it is transcribed here, does in the same scene.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    GradedTest("ratios", "the ratios bound each other", points: 4) { test in
      try expectLimits(test)
    }
    writerTests
    backgroundTests
    poolTests
  }

  // MARK: - Limits

  private func expectLimits(_ test: TestContext) throws {
    let uses = (0..<400).map { _ in
      let total = Int.random(in: 100...100_000, using: &test.cases)
      return MemoryUse(
        totalPages: total, mappedPages: Int.random(in: 0...total, using: &test.cases),
        backgroundPercent: Int.random(in: 0...60, using: &test.cases),
        dirtyPercent: Int.random(in: 0...100, using: &test.cases),
        isRealTime: Int.random(in: 0..<4, using: &test.cases) == 0)
    }
    let question = WritebackQuestion.limits(uses)
    let said = try test.call(question.function, question.message) { reader in
      try uses.map { _ in
        DirtyLimits(
          background: Int(try reader.read(Int32.self)), limit: Int(try reader.read(Int32.self)))
      }
    }
    let wrong = uses.indices.filter { said[$0] != Reference.limits(uses[$0]) }
    // The one that the fewest rules are about.
    guard let plainest = wrong.min(by: { uses[$0].ruleCount < uses[$1].ruleCount }) else { return }
    let use = uses[plainest]
    try test.fail(
      "\(wrong.count) of \(uses.count) limits are wrong, for example those of \(use.totalPages) pages, "
        + "\(use.mappedPages) of them mapped, with ratios of \(use.backgroundPercent) % and "
        + "\(use.dirtyPercent) %\(use.isRealTime ? ", for a real-time task" : ""): \(use.explanation)",
      expected: "\(Reference.limits(use))", actual: "\(said[plainest])")
  }

  // MARK: - Who writes to files

  @TestListBuilder private var writerTests: [GradedTest] {
    GradedTest(
      "duty", "a writer over the limit writes until it has written a chunk", points: 3
    ) { test in
      for _ in 0..<40 {
        var scene = scene(test)
        scene.chunkPages = Int.random(in: 100...2_000, using: &test.cases)
        scene.dirtyPages = scene.limits.limit + Int.random(in: 1...9_000, using: &test.cases)
        scene.roomPages = Int.random(in: 200...3_000, using: &test.cases)
        // Others make pages dirty as fast as the disk takes them.
        scene.dirtiedPerWait = scene.pagesPerWait
        try expect(
          test, .balance(scene),
          "a writer is over the limit. It asks for a chunk, \(scene.chunkPages) pages, waits, and asks for a "
            + "whole chunk again, until that many are written, in as many parts as the disk takes. Then it has "
            + "done its duty, whatever others have made dirty meanwhile")
      }
    }

    GradedTest(
      "on-their-way", "pages on their way count, and cannot be written once more", points: 3
    ) { test in
      for _ in 0..<40 {
        var scene = scene(test)
        scene.writebackPages = scene.limits.limit + Int.random(in: 1...3_000, using: &test.cases)
        try expect(
          test, .balance(scene),
          "no page is dirty, and more than the limit are on their way to the disk: they take memory until "
            + "the disk has them, so the writer waits; and there is nothing that it could write")
      }
    }

    GradedTest(
      "starts-flusher", "a flusher is started above the background limit, once", points: 2
    ) { test in
      for _ in 0..<60 {
        var scene = scene(test)
        scene.dirtyPages =
          scene.limits.background + Int.random(in: -3...3, using: &test.cases)
        scene.isFlusherAtWork = Int.random(in: 0..<3, using: &test.cases) == 0
        try expect(
          test, .balance(scene),
          "\(scene.dirtyPages) pages are dirty, the background limit is \(scene.limits.background), and "
            + (scene.isFlusherAtWork ? "a flusher is at work already" : "no flusher is at work")
            + ": one is started if there are more than that, and if none is at work")
      }
    }
  }

  // MARK: - Flushers at work

  @TestListBuilder private var backgroundTests: [GradedTest] {
    GradedTest(
      "goal", "a flusher writes until the limit is reached and the demand met", points: 3
    ) { test in
      for _ in 0..<60 {
        // There is always enough to write: what is done where there is not is another test's.
        var scene = scene(test)
        scene.limits.background += FileMemory.pagesMax
        scene.dirtyPages = 4_000 + Int.random(in: 0...12_000, using: &test.cases)
        let pages =
          Bool.random(using: &test.cases)
          ? 0 : Int.random(in: 1...scene.dirtyPages - FileMemory.pagesMax, using: &test.cases)
        try expect(
          test, .background(pages, scene),
          "\(scene.dirtyPages) pages are dirty, the background limit is \(scene.limits.background), and "
            + "\(pages) pages were asked for: it writes 1,024 at a time until fewer than the limit are "
            + "dirty, and as many as were asked for are written, whichever comes last")
      }
    }

    GradedTest("busy-disk", "a busy disk is waited for", points: 2) { test in
      for _ in 0..<40 {
        var scene = scene(test)
        scene.dirtyPages = scene.limits.background + Int.random(in: 1...9_000, using: &test.cases)
        scene.roomPages = Int.random(in: 100...1_000, using: &test.cases)
        try expect(
          test, .background(0, scene),
          "the disk takes \(scene.roomPages) pages at a time: it was too busy for more, so the flusher waits "
            + "and goes on where it was")
      }
    }

    GradedTest("nothing-to-write", "what cannot be written is left", points: 2) { test in
      for _ in 0..<40 {
        var scene = scene(test)
        scene.dirtyPages = scene.limits.background + Int.random(in: 1...3_000, using: &test.cases)
        scene.lockedPages = scene.dirtyPages - Int.random(in: 0...1_500, using: &test.cases)
        try expect(
          test, .background(0, scene),
          "\(scene.lockedPages) of \(scene.dirtyPages) dirty pages are locked by others, and the disk is "
            + "not busy: who writes less than it wanted, and not for the disk, waits once and is done; the next "
            + "flusher may have more luck")
      }
    }
  }

  // MARK: - The pool

  @TestListBuilder private var poolTests: [GradedTest] {
    GradedTest("last-in-first-out", "work goes to the one that has slept shortest", points: 2) {
      test in
      for _ in 0..<20 {
        // All in less than a second, so none is made or ends.
        try expectPool(
          test, Shift(count: 4, pauses: 0...8, works: 0...40, steps: 40, hasTies: true))
      }
    }

    GradedTest("grows", "one more is made when all are at work for long", points: 3) { test in
      var crowd = PoolHistory()
      crowd.fillWithLongWork(&test.cases)
      try expect(test, crowd)
      for _ in 0..<20 {
        try expectPool(test, Shift(count: 2, pauses: 0...1_500, works: 1_500...9_000, steps: 120))
      }
    }

    GradedTest("shrinks", "one ends when others sleep for long", points: 3) { test in
      for _ in 0..<20 {
        try expectPool(test, Shift(count: 6, pauses: 100...900, works: 1...90, steps: 60))
      }
    }
  }

  private func expectPool(_ test: TestContext, _ shift: Shift) throws {
    var history = PoolHistory()
    history.fill(shift, &test.cases)
    try expect(test, history)
  }

  private func expect(_ test: TestContext, _ history: PoolHistory) throws {
    let question = WritebackQuestion.pool(history.operations)
    let said = try test.call(question.function, question.message) { reader in
      try history.operations.map { try PoolAnswer(to: $0, &reader) }
    }
    guard let place = said.indices.first(where: { said[$0] != history.answers[$0] }) else { return }
    try test.fail(
      "\(history.explanation(at: place, said[place])). It was: \(history.text(upTo: place))",
      expected: "\(history.answers[place])", actual: "\(said[place])")
  }

  // MARK: - Parts

  private func scene(_ test: TestContext) -> DirtyScene {
    let background = Int.random(in: 500...2_000, using: &test.cases)
    var scene = DirtyScene(
      DirtyLimits(
        background: background, limit: background + Int.random(in: 500...4_000, using: &test.cases))
    )
    scene.pagesPerWait = Int.random(in: 200...900, using: &test.cases)
    return scene
  }

  private func expect(_ test: TestContext, _ question: WritebackQuestion, _ message: String) throws
  {
    let said = try test.call(question.function, question.message) { reader in
      try (0..<reader.read(UInt16.self)).map { _ in try FileMemory.Event(&reader) }
    }
    let memory: FileMemory
    switch question {
    case .balance(let scene):
      memory = FileMemory(scene)
      try Reference.balance(memory)
    case .background(let pages, let scene):
      memory = FileMemory(scene)
      try Reference.writeInBackground(pages, memory)
    case .limits, .pool: return
    }
    try test.expect(
      said == memory.events,
      "\(message). Expected: \(Self.text(memory.events)). Done: \(Self.text(said))")
  }

  private static func text(_ events: [FileMemory.Event]) -> String {
    let words = events.prefix(8).map { event in
      switch event {
      case .write(let asked, let written): "write(\(asked)) = \(written)"
      case .wait: "wait"
      case .startFlusher: "startFlusher"
      }
    }
    let rest = events.count > 8 ? ", and \(events.count - 8) more" : ""
    return events.isEmpty ? "nothing" : words.joined(separator: ", ") + rest
  }
}

// MARK: - The rules

/// The rules, as Linux 2.6.11 has them.
private enum Reference {
  static func limits(_ use: MemoryUse) -> DirtyLimits {
    let dirty = use.dirtyPart
    let background = use.backgroundPercent >= dirty ? dirty / 2 : use.backgroundPercent
    func pages(_ percent: Int) -> Int {
      let pages = percent * use.totalPages / 100
      return use.isRealTime ? pages + pages / 4 : pages
    }
    return DirtyLimits(background: pages(background), limit: pages(dirty))
  }

  static func balance(_ memory: FileMemory) throws {
    var isOver: Bool { memory.dirtyPages + memory.writebackPages > memory.limits.limit }
    var written = 0
    while isOver {
      if memory.dirtyPages > 0 {
        written += try memory.write(memory.chunkPages).written
        if !isOver || written >= memory.chunkPages { break }
      }
      try memory.waitForDisk()
    }
    if memory.dirtyPages > memory.limits.background, !memory.isFlusherAtWork {
      try memory.startFlusher()
    }
  }

  static func writeInBackground(_ pages: Int, _ memory: FileMemory) throws {
    var left = pages
    while memory.dirtyPages >= memory.limits.background || left > 0 {
      let (written, wasBusy) = try memory.write(FileMemory.pagesMax)
      left -= written
      guard written < FileMemory.pagesMax else { continue }
      try memory.waitForDisk()
      if !wasBusy { return }
    }
  }
}

extension MemoryUse {
  /// The dirty ratio after its bounds.
  fileprivate var dirtyPart: Int { max(min(dirtyPercent, unmappedHalf), 5) }
  private var unmappedHalf: Int { (100 - mappedPages * 100 / totalPages) / 2 }

  /// How many rules besides the ratios themselves have a say.
  fileprivate var ruleCount: Int {
    [dirtyPercent > unmappedHalf, dirtyPart == 5, backgroundPercent >= dirtyPart, isRealTime]
      .count { $0 }
  }

  /// The rules that have a say.
  fileprivate var explanation: String {
    var rules: [String] = []
    if dirtyPart == 5, dirtyPercent != 5 {
      rules.append("the dirty ratio is at least 5, or nothing could be written at all")
    } else if dirtyPercent > unmappedHalf {
      rules.append(
        "the dirty ratio is at most half of what is not mapped, \(unmappedHalf) %: mapped pages are not "
          + "there for files")
    }
    if backgroundPercent >= dirtyPart {
      rules.append(
        "the background ratio is not below the dirty ratio, so it is half of that, or no flusher would be "
          + "started before who writes has to wait")
    }
    if isRealTime { rules.append("a real-time task may make a quarter more dirty") }
    return rules.isEmpty
      ? "a limit is a percentage of all pages" : rules.joined(separator: "; and ")
  }
}

// MARK: - Histories of the pool

/// A kind of day in the life of the pool: how many flushers there are at first, how long it is between two
/// demands for one, and how long work takes, in milliseconds.
private struct Shift {
  let count: Int
  let pauses: ClosedRange<Int>
  let works: ClosedRange<Int>
  let steps: Int
  /// Whether several may be done at one time.
  var hasTies = false
}

/// Operations on the pool, with the right answers.
private struct PoolHistory {
  private(set) var operations: [PoolOperation] = []
  private(set) var answers: [PoolAnswer] = []
  /// Those that sleep, the one that has slept shortest first, and since when, before each operation.
  private var before: [[(flusher: Int, since: Int)]] = []
  private var sleepers: [(flusher: Int, since: Int)] = []
  private var count = 0
  private var emptySince = 0
  private var last = 0

  private mutating func append(_ operation: PoolOperation) -> PoolAnswer {
    before.append(sleepers)
    operations.append(operation)
    let answer: PoolAnswer
    switch operation {
    case .begin(let flusher, let now):
      count += 1
      sleepers.insert((flusher, now), at: 0)
      answer = .nothing
    case .assign(let now):
      let flusher = sleepers.isEmpty ? nil : sleepers.removeFirst().flusher
      if flusher != nil, sleepers.isEmpty { emptySince = now }
      answer = .flusher(flusher)
    case .finish(let flusher, let now):
      var after = AfterWork()
      if let oldest = sleepers.last {
        after.ends = count > 2 && now - oldest.since > 1_000
      } else {
        after.makesOne = now - emptySince > 1_000 && count < 8
      }
      if after.ends {
        count -= 1
        sleepers[sleepers.count - 1].since = now
      } else {
        sleepers.insert((flusher, now), at: 0)
      }
      answer = .after(after)
    }
    answers.append(answer)
    return answer
  }

  mutating func fill(_ shift: Shift, _ cases: inout CaseGenerator) {
    var now = 5_000
    var working: [(flusher: Int, until: Int)] = []
    while last < shift.count {
      last += 1
      _ = append(.begin(last, at: now))
    }
    for _ in 0..<shift.steps {
      now += Int.random(in: shift.pauses, using: &cases)
      while let done = working.min(by: { $0.until < $1.until }), done.until <= now {
        working.removeAll { $0.flusher == done.flusher }
        if case .after(let after) = append(.finish(done.flusher, at: done.until)), after.makesOne {
          last += 1
          _ = append(.begin(last, at: done.until))
        }
      }
      if case .flusher(let flusher?) = append(.assign(at: now)) {
        var until = now + Int.random(in: shift.works, using: &cases)
        while !shift.hasTies, working.contains(where: { $0.until == until }) { until += 1 }
        working.append((flusher, until))
      } else if let next = working.map(\.until).min() {
        // Whoever found nobody comes back when somebody is done, or not quite.
        now = max(now, next - Int.random(in: 0...20, using: &cases))
      }
    }
  }

  /// A day on which all are at work all the time, and one of them is done now and then.
  mutating func fillWithLongWork(_ cases: inout CaseGenerator) {
    var now = 5_000
    var working: [Int] = []
    for flusher in 1...2 { _ = append(.begin(flusher, at: now)) }
    last = 2
    for _ in 0..<14 {
      while case .flusher(let flusher?) = append(.assign(at: now)) { working.append(flusher) }
      now +=
        Int.random(in: 0..<4, using: &cases) == 0
        ? 1_000 : Int.random(in: 1_001...3_000, using: &cases)
      if case .after(let after) = append(.finish(working.removeFirst(), at: now)), after.makesOne {
        last += 1
        _ = append(.begin(last, at: now))
      }
    }
  }

  /// What who answered so has not thought of.
  func explanation(at place: Int, _ said: PoolAnswer) -> String {
    let sleeping = before[place]
    switch (operations[place], answers[place], said) {
    case (.assign, .flusher(let right), .flusher(let wrong)):
      if let wrong, !sleeping.contains(where: { $0.flusher == wrong }) {
        return "flusher \(wrong) is given work, and it does not sleep"
      }
      return right == nil
        ? "all flushers are at work"
        : "work goes to the flusher that has slept shortest: the others get a chance to be found useless"
    case (.finish(_, let now), .after(let right), .after(let wrong)):
      if right.makesOne != wrong.makesOne {
        return right.makesOne
          ? "none sleeps, since more than a second, and there are fewer than 8: one more is made"
          : sleeping.isEmpty
            ? "none sleeps, but not for more than a second, or there are 8 already: none is made"
            : "flushers sleep, so no further one is needed"
      }
      let oldest = sleeping.last.map { now - $0.since } ?? 0
      return right.ends
        ? "the flusher that has slept longest has done so for \(oldest) ms, and there are more than 2: that "
          + "is one too many, so the one that is done ends"
        : "the flusher that has slept longest has done so for \(oldest) ms since the last one ended, or there "
          + "are no more than 2, so none ends: at most one in a second"
    default: return "another answer is due"
    }
  }

  /// The last operations up to a place, in words.
  func text(upTo place: Int) -> String {
    let first = max(0, place - 9)
    let words = (first...place).map { index in
      let said = index == place || answers[index] == .nothing ? "" : " = \(answers[index])"
      return "\(operations[index].text)\(said)"
    }
    return (first > 0 ? "\(first) operations, then " : "") + words.joined(separator: ", ")
  }
}

extension PoolOperation {
  fileprivate var text: String {
    switch self {
    case .begin(let flusher, let time): "begin(\(flusher), at: \(time))"
    case .assign(let time): "assign(at: \(time))"
    case .finish(let flusher, let time): "finish(\(flusher), at: \(time))"
    }
  }
}
