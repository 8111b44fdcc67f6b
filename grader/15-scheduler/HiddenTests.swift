import Exercise_15_scheduler
import GraderKit

// Random operations are held against a plain model, by kind: each test has the operations in it that one
// rule is about, so that the message is about that rule.
struct HiddenTests: TestSuite {
  var tests: [GradedTest] {
    differentialTests
    GradedTest(
      "fair-shares", "processor time is shared by the lengths of slices", points: 4
    ) { test in try expectFairShares(test) }
    GradedTest(
      "constant-time", "the time of a pick does not depend on how many wait", points: 3,
      visibility: .afterDueDate
    ) { test in try expectConstantTime(test) }
  }

  @TestListBuilder private var differentialTests: [GradedTest] {
    GradedTest("order", "who runs next, while tasks wake up and go to sleep", points: 4) { test in
      try compare(test, Mix(priorities: 0...139, kinds: [.wakes, .sleeps, .leaves]))
    }
    GradedTest("slices", "slices end, and expired tasks wait for the others", points: 4) { test in
      try compare(test, Mix(priorities: 100...139, kinds: [.wakes, .sleeps, .ticks]))
    }
    GradedTest("real-time", "real-time tasks run as long as they want", points: 2) { test in
      try compare(test, Mix(priorities: 90...99, kinds: [.wakes, .sleeps, .longTicks, .yields]))
    }
    GradedTest("yields", "who gives the processor away goes behind the others", points: 2) { test in
      try compare(test, Mix(priorities: 118...122, kinds: [.wakes, .yields]))
    }
    GradedTest(
      "preempt-count", "a task keeps the processor as long as preemption is disabled", points: 4
    ) { test in
      try compare(test, Mix(priorities: 98...122, kinds: [.wakes, .ticks, .disables]))
    }
  }

  // MARK: - Against the model

  private func compare(_ test: TestContext, _ mix: Mix) throws {
    for _ in 0..<12 {
      var history = History()
      history.fill(mix, &test.cases)
      try history.check(test)
    }
  }

  // MARK: - On a machine

  private func expectFairShares(_ test: TestContext) throws {
    // Three that compute all the time, one that is hardly ever there, and many short ones whose numbers
    // are used again.
    let priorities = [
      Int.random(in: 104...108, using: &test.cases), Int.random(in: 114...118, using: &test.cases),
      Int.random(in: 126...130, using: &test.cases),
    ]
    let daemonPriority = Int.random(in: 5...20, using: &test.cases)
    var scripts: [Int: TaskScript] = [:]
    for number in 1...3 { scripts[number] = TaskScript { _ in .compute(nanoseconds: 7_000_000) } }
    scripts[4] = kernelThread()
    scripts[5] = TaskScript([.compute(nanoseconds: 1_000_000)])
    scripts[0] = starter(of: 4, thenShortOnes: 5)
    // By their order of creation: the starter, a short one, the three, the kernel thread; further short
    // ones have the best priority and the worst in turn.
    let policy = WiredQueue(
      Wire(test, priorities: [1, 139] + priorities + [daemonPriority], later: [2, 139]))
    let run = try test.schedule(
      policy, scripts: scripts, nanosecondsMax: 9_000_000_000, waitNanosecondsMax: 8_000_000_000)
    if let error = policy.wire.error { throw error }
    if case .fault(let fault) = run.ending {
      try test.fail("on a machine with one processor, \(fault.description)")
    }
    let times = (1...4).compactMap { run.times(ofScript: $0) }
    try test.expect(
      times.count == 4,
      "after 9 s of virtual time some of four tasks had not run once: others had the processor all the "
        + "time")
    let total = times[0...2].reduce(0) { $0 + $1.userNanoseconds }
    let slices = priorities.map { slice(ofPriority: $0) }
    for (place, priority) in priorities.enumerated() {
      let share = Double(times[place].userNanoseconds) / Double(max(total, 1))
      let due = Double(slices[place]) / Double(slices.reduce(0, +))
      try test.expect(
        abs(share - due) < 0.06,
        "three tasks computed for 9 s, of the priorities \(priorities), and the one of priority "
          + "\(priority) did not get its share, which is its slice by the sum of the slices: in each "
          + "round everybody has one")
    }
    try test.expect(
      times[3].waitNanoseconds < 60_000_000,
      "a kernel thread of priority \(daemonPriority) woke up 40 times a second, and waited for "
        + "\(times[3].waitNanoseconds / 1_000_000) ms in all: who wakes up with a better priority gets "
        + "the processor at the next tick at the latest")
  }

  /// Sleeps for 25 ms and works for 1 ms, all the time.
  private func kernelThread() -> TaskScript {
    var isAwake = false
    return TaskScript { _ in
      isAwake.toggle()
      return isAwake
        ? .compute(nanoseconds: 1_000_000)
        : .registers(RegisterCall(.nanosleep, 25_000_000))
    }
  }

  /// Makes a short task and waits for it, so that its number is given to another one; then the scripts 1
  /// to `last`; and then short ones all the time, with a sleep between them.
  private func starter(of last: Int, thenShortOnes short: UInt64) -> TaskScript {
    func make(_ script: UInt64) -> SystemCall {
      .clone(CloneArguments(flags: [], exitSignal: .child, entry: script))
    }
    var steps = [make(short), .wait4(pid: -1, options: [])]
    steps += (1...last).map { make(UInt64($0)) }
    var calls = 0
    return TaskScript { _ in
      calls += 1
      if calls <= steps.count { return steps[calls - 1] }
      switch (calls - steps.count) % 3 {
      case 1: return make(short)
      case 2: return .registers(RegisterCall(.nanosleep, 150_000_000))
      default: return .wait4(pid: -1, options: .noHang)
      }
    }
  }

  // MARK: - Time

  private func expectConstantTime(_ test: TestContext) throws {
    let few = 100
    let many = 20_000
    var excess = Duration.zero
    // The machine may be busy: what counts is the best of some tries.
    for _ in 0..<4 {
      let fewTime = try timeOfPicks(test, tasks: few)
      let manyTime = try timeOfPicks(test, tasks: many)
      // Who dawdles among few may not dawdle eight times as long among many.
      excess = manyTime - min(fewTime, .milliseconds(5)) * 8
      if excess < .milliseconds(40) { return }
    }
    try test.fail(
      "\(Self.picks) picks among \(many) tasks take far longer than \(Self.picks) among \(few): "
        + "something looks at every task. A list for each priority, and a bit for each list that is "
        + "not empty, answer in the same time however many there are")
  }

  private static let picks = 500

  private func timeOfPicks(_ test: TestContext, tasks: Int) throws -> Duration {
    var setUp: [QueueOperation] = []
    for task in 0..<tasks {
      setUp.append(.add(task, priority: 120))
      setUp.append(.wake(task))
    }
    _ = try said(test, QueueQuestion(setUp, startsAnew: true))
    let rounds = (0..<Self.picks).flatMap { round -> [QueueOperation] in
      [.pick, .tick(slice(ofPriority: 120)), .putBack(round % tasks, .preempted)]
    }
    let question = QueueQuestion(rounds)
    let message = question.message
    let start = ContinuousClock.now
    let said = try test.call(QueueQuestion.function, message) { reader in
      try (0..<rounds.count).map { _ in try reader.read(Int32.self) }
    }
    let time = ContinuousClock.now - start
    for round in 0..<Self.picks where said[3 * round] != Int32(round % tasks) {
      try test.fail(
        "\(tasks) tasks of one priority take turns, and in round \(round) it was not the turn of the one "
          + "that was picked", expected: "\(round % tasks)", actual: "\(said[3 * round])")
    }
    return time
  }
}

/// Asks the queue.
func said(_ test: TestContext, _ question: QueueQuestion) throws -> [Int32] {
  try test.call(QueueQuestion.function, question.message) { reader in
    try question.operations.map { _ in try reader.read(Int32.self) }
  }
}
