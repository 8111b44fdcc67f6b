import Exploration
import KernelCore
import LinuxABI
import Testing

@Suite struct `Classic programs` {
  private func explored(
    _ program: Program, _ strategy: Explorer<ProgramExecution>.Strategy = .reduced,
    words: [UInt32] = []
  ) -> Report {
    let explorer = Explorer(
      ProgramExecution(program), observing: words.map { Program.address(ofWord: $0) })
    return explorer.explore(strategy)
  }

  private func words(_ report: Report) -> [[UInt32]] {
    report.outcomes.map(\.outcome.words).sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test func `a counter without a lock loses an update`() throws {
    for strategy in strategies {
      let report = explored(Classic.lostUpdate, strategy, words: [0])
      #expect(words(report) == [[1], [2]])
      #expect(report.isComplete)
      #expect(report.failure == nil)
      #expect(report.races.contains { $0.address == Program.address(ofWord: 0) })
    }
  }

  @Test func `a counter with one step each does not`() {
    let report = explored(Classic.atomicUpdate, words: [0])
    #expect(words(report) == [[2]])
    #expect(report.races.isEmpty)
  }

  private var strategies: [Explorer<ProgramExecution>.Strategy] {
    [.all, .bounded(preemptionsMax: 20), .reduced]
  }

  @Test func `Peterson's lock holds`() {
    let report = explored(Classic.peterson(), words: [3])
    #expect(report.isComplete)
    #expect(report.failure == nil)
    #expect(words(report) == [[2]])
    #expect(report.races.isEmpty)
  }

  @Test func `Peterson's lock with plain accesses races, even where the order of steps holds`() {
    let report = explored(Classic.peterson(isAtomic: false))
    #expect(report.failure == nil)
    #expect(!report.races.isEmpty)
  }

  @Test func `Peterson's lock breaks if each keeps the turn`() throws {
    let report = explored(Classic.peterson(givesWay: false))
    let failure = try #require(report.failure)
    guard case .assertion = failure.outcome.ending else {
      Issue.record("\(failure.outcome.ending)")
      return
    }
  }

  @Test func `three philosophers starve, unless they take the forks in order`() throws {
    let wrong = explored(Classic.philosophers(3, isOrdered: false))
    let failure = try #require(wrong.failure)
    #expect(failure.outcome.ending == .deadlock)
    #expect(wrong.has(.finished))
    #expect(wrong.isComplete)
    let right = explored(Classic.philosophers(3, isOrdered: true))
    #expect(right.outcomes.map(\.outcome.ending) == [.finished])
    #expect(right.isComplete)
  }

  @Test func `a popped node that comes back corrupts the stack`() throws {
    let report = explored(Classic.stack)
    let failure = try #require(report.failure)
    guard case .assertion = failure.outcome.ending else {
      Issue.record("\(failure.outcome.ending)")
      return
    }
  }

  @Test func `a mutex that looks and then takes is none`() throws {
    let report = explored(
      Classic.counter(lock: Classic.brokenLock(0), unlock: Classic.firstUnlock(0)))
    let failure = try #require(report.failure)
    // Both have to be interrupted: one that has looked, and one within.
    #expect(failure.preemptions == 2)
    #expect(!report.races.isEmpty)
  }

  @Test func `a mutex that forgets to wake deadlocks`() throws {
    let report = explored(
      Classic.counter(
        lock: Classic.lock(0, label: 0), unlock: [.atomicStore(0, 0)]))
    let failure = try #require(report.failure)
    #expect(failure.outcome.ending == .deadlock)
  }

  @Test func `the mutex with three states holds`() {
    let report = explored(
      Classic.counter(lock: Classic.lock(0, label: 0), unlock: Classic.unlock(0, label: 2)))
    #expect(report.outcomes.map(\.outcome.ending) == [.finished])
    #expect(report.isComplete)
    #expect(report.races.isEmpty)
  }

  @Test func `the mutex that counts excludes, and may never let anybody in`() {
    let program = Classic.counter(lock: Classic.firstLock(0), unlock: Classic.firstUnlock(0))
    var limits = Explorer<ProgramExecution>.Limits()
    limits.stepsMax = 60
    limits.schedulesMax = 20_000
    let report = Explorer(ProgramExecution(program), limits: limits)
      .explore(.bounded(preemptionsMax: 3))
    #expect(report.has(.finished))
    #expect(!report.outcomes.contains { $0.outcome.ending == .deadlock })
    #expect(report.races.isEmpty)
  }

  @Test func `a consumer that does not look again takes what is not there`() throws {
    let wrong = explored(Classic.buffer(looksAgain: false), .bounded(preemptionsMax: 2))
    let failure = try #require(wrong.failure)
    guard case .assertion = failure.outcome.ending else {
      Issue.record("\(failure.outcome.ending)")
      return
    }
    let right = explored(Classic.buffer(looksAgain: true), .bounded(preemptionsMax: 2))
    #expect(right.failure == nil)
    #expect(right.has(.finished))
  }

  @Test func `a wake that comes before the sleep is named as the cause`() throws {
    let report = explored(Classic.lostWake)
    let failure = try #require(report.failure)
    #expect(failure.outcome.ending == .lostWake(Program.address(ofWord: 1)))
    #expect(failure.preemptions == 1)
    #expect(report.has(.finished))
  }
}
