public import KernelCore
internal import LinuxABI
internal import Tracing
public import Wire

/// What a test works with: the submission, random cases, and expectations.
///
/// A class, because the closure of a test and the judge share it: what a test ran last is shown
/// with its failure.
public final class TestContext {
  /// Random cases, the same for every student of a class.
  public var cases: CaseGenerator
  private let session: PluginSession
  /// The share of the points that the test keeps if it fails.
  private(set) var share = 0.0
  /// The run that a failure is about: the last one.
  package private(set) var lastRun: ProgramRun?
  /// What the last exploration has found.
  private(set) var explored: ExploredSchedules?
  /// Whether the last failure was seen in a fresh worker too.
  private(set) var isConfirmed = false
  /// The one schedule that explorations play, if somebody wants to see it again.
  private let decisions: [UInt16]?

  package init(session: PluginSession, cases: CaseGenerator, decisions: [UInt16]? = nil) {
    self.session = session
    self.cases = cases
    self.decisions = decisions
  }

  // MARK: - The submission

  /// Calls a kernel function of the submission.
  ///
  /// - Parameters:
  ///   - function: Its number in the exercise's adapter.
  ///   - input: What the adapter decodes.
  ///   - decode: Reads the answer; what it leaves unread is an error.
  /// - Returns: What `decode` read.
  /// - Throws: `SubmissionFault`.
  public func call<Value>(
    _ function: Int, _ input: WireWriter = WireWriter(),
    decode: (inout WireReader) throws -> Value
  ) throws -> Value {
    guard
      case .result(let bytes) = try session.ask(
        .call(function: UInt32(function), input: input.bytes))
    else { throw SubmissionFault.wire("an answer to a question that was not asked") }
    var reader = WireReader(bytes)
    do {
      let value = try decode(&reader)
      try reader.finish()
      return value
    } catch let error as WireError {
      throw SubmissionFault.answer(error.description)
    }
  }

  /// Runs a program of the submission on an emulated kernel.
  ///
  /// - Parameters:
  ///   - program: Its number in the exercise's adapter.
  ///   - input: What the adapter decodes.
  ///   - kernel: The kernel to start from.
  ///   - scripts: Tasks that the test plays once the adapter hands them over.
  ///   - prepare: Sets the stage: called when the program's task exists and has not run yet.
  /// - Returns: The run, finished or in a deadlock.
  /// - Throws: `SubmissionFault`.
  public func run(
    _ program: Int = 0, _ input: WireWriter = WireWriter(), kernel: Kernel = Kernel(),
    scripts: [Int: TaskScript] = [:], prepare: (inout Kernel, TaskID) -> Void = { _, _ in }
  ) throws -> ProgramRun {
    lastRun = nil
    isConfirmed = false
    var runner = ProgramRunner(
      session: session, program: program, input: input.bytes, kernel: kernel, scripts: scripts)
    let run = try runner.execute(prepare: prepare) { lastRun = $0 }
    lastRun = run
    guard !run.kernel.trace.overflowed else { throw TraceOverflow() }
    return run
  }

  /// Runs a program of the submission under many schedules, and fails the test if one of them goes
  /// wrong.
  ///
  ///     try test.explore(0, strategy: .bounded(preemptions: 2)) { run in
  ///       try test.expect(run.console, is: "ab", "the child wrote first")
  ///     }
  ///
  /// All that Linux leaves open (who runs after `clone`, when a task loses the processor, who comes
  /// next) is tried both ways, as the strategy says. The program runs from its start each time, in the
  /// same worker, so it must do the same whenever the same was decided: if it does not, even in a
  /// fresh worker, the test fails because the program keeps state between runs. A schedule that goes
  /// wrong is made as short as possible, is played again in a fresh worker, and only then counts; the
  /// failure shows that run, with the decisions that replay it.
  ///
  /// Beside what `check` says, all of `findings` is looked for. A run of more than `callsMax` calls is
  /// given up. What `schedulesMax` leaves out is left out: `isComplete` of the result says so.
  ///
  /// - Parameters:
  ///   - program: Its number in the exercise's adapter.
  ///   - input: What the adapter decodes.
  ///   - kernel: The kernel to start from.
  ///   - strategy: Which schedules are played.
  ///   - schedulesMax: The most schedules that are played.
  ///   - callsMax: The most calls of one run, accesses to memory and the calls of scripts included.
  ///   - findings: What is a mistake in any program.
  ///   - observed: Words of memory that tell outcomes apart, as the program leaves them.
  ///   - prepare: Sets the stage of each run: called when the program's task exists and has not run.
  ///   - check: Fails the test if a run is not as it should be.
  /// - Returns: What was played, and how it ended.
  /// - Throws: `TestFailure`, or `SubmissionFault`.
  @discardableResult
  public func explore(
    _ program: Int = 0, _ input: WireWriter = WireWriter(), kernel: Kernel = .explored(),
    strategy: ScheduleStrategy = .bounded(preemptions: 2), schedulesMax: Int = 1_000,
    callsMax: Int = 200, finding findings: Findings = .all, observing observed: [UserAddress] = [],
    prepare: @escaping (inout Kernel, TaskID) -> Void = { _, _ in },
    check: @escaping (ProgramRun) throws -> Void
  ) throws -> ExploredSchedules {
    try explore(
      program, input, kernel: kernel, strategy: strategy, schedulesMax: schedulesMax,
      callsMax: callsMax, finding: findings, observing: observed, prepare: prepare,
      staging: { Staging(check: check) })
  }

  /// Runs a program of the submission with scripts of the test under many schedules.
  ///
  /// - Parameters:
  ///   - program: Its number in the exercise's adapter.
  ///   - input: What the adapter decodes.
  ///   - kernel: The kernel to start from.
  ///   - strategy: Which schedules are played.
  ///   - schedulesMax: The most schedules that are played.
  ///   - callsMax: The most calls of one run, accesses to memory and the calls of scripts included.
  ///   - findings: What is a mistake in any program.
  ///   - observed: Words of memory that tell outcomes apart, as the program leaves them.
  ///   - prepare: Sets the stage of each run: called when the program's task exists and has not run.
  ///   - staging: Makes the scripts and the check of one run; random cases in it are the same each time.
  /// - Returns: What was played, and how it ended.
  /// - Throws: `TestFailure`, or `SubmissionFault`.
  @discardableResult
  public func explore(
    _ program: Int = 0, _ input: WireWriter = WireWriter(), kernel: Kernel = .explored(),
    strategy: ScheduleStrategy = .bounded(preemptions: 2), schedulesMax: Int = 1_000,
    callsMax: Int = 200, finding findings: Findings = .all, observing observed: [UserAddress] = [],
    prepare: @escaping (inout Kernel, TaskID) -> Void = { _, _ in },
    staging: @escaping () -> Staging
  ) throws -> ExploredSchedules {
    lastRun = nil
    isConfirmed = false
    let cases = self.cases
    let search = ScheduleSearch(
      session: session, program: program, input: input.bytes, kernel: kernel, observed: observed,
      strategy: strategy, schedulesMax: schedulesMax, callsMax: min(callsMax, Self.callsMaxMax),
      findings: findings, prepare: prepare
    ) {
      self.cases = cases
      return staging()
    }
    let result: ScheduleSearch.Result
    do {
      result = try decisions.map { try search.replay($0) } ?? search.run()
    } catch let fault as SubmissionFault {
      // It stayed in a fresh worker.
      if case .keepsState = fault { isConfirmed = true }
      throw fault
    }
    explored = result.schedules
    guard let (error, run) = result.failure else { return result.schedules }
    lastRun = run
    guard !run.kernel.trace.overflowed else { throw TraceOverflow() }
    isConfirmed = decisions == nil
    throw error
  }

  /// The greatest `callsMax` of an exploration.
  private static let callsMaxMax = 2_000

  /// Remembers what a failure from here on is about, beside the submission's own runs.
  func note(_ run: ProgramRun?) {
    lastRun = run
    isConfirmed = false
  }

  // MARK: - Expectations

  /// Credits a part of the test's points: if the test fails from here on, it keeps them.
  ///
  ///     test.credit(Double(right), of: Double(cases.count))
  ///     try test.expect(right == cases.count, "\\(cases.count - right) answers are wrong")
  ///
  /// The last call counts. A test that passes earns all its points; one that fails with a credit has
  /// failed, and so has its exercise.
  ///
  /// - Parameters:
  ///   - part: What is earned.
  ///   - whole: What could be earned.
  public func credit(_ part: Double, of whole: Double = 1) {
    let earned = part / whole
    share = earned.isFinite ? min(max(earned, 0), 1) : 0
  }

  /// Fails the test unless `condition` holds.
  ///
  /// - Parameters:
  ///   - condition: What must hold.
  ///   - message: What is wrong if it does not.
  ///   - call: The call that the failure is about, where the test knows.
  ///   - section: The section of a lesson that clears it up, as `lesson#section`.
  /// - Throws: `TestFailure`.
  public func expect(
    _ condition: Bool, _ message: @autoclosure () -> String, about call: RecordedCall? = nil,
    section: String? = nil
  ) throws {
    guard condition else { throw TestFailure(message(), about: call, section: section) }
  }

  /// Fails the test unless two values are equal; shows both.
  ///
  /// - Parameters:
  ///   - actual: What came.
  ///   - expected: What was to come.
  ///   - message: What is wrong if they differ.
  ///   - call: The call that the failure is about, where the test knows.
  ///   - section: The section of a lesson that clears it up, as `lesson#section`.
  /// - Throws: `TestFailure`.
  public func expect<Value: Equatable>(
    _ actual: Value, is expected: Value, _ message: @autoclosure () -> String,
    about call: RecordedCall? = nil, section: String? = nil
  ) throws {
    guard actual == expected else {
      throw TestFailure(
        message(), expected: Self.written(expected), actual: Self.written(actual), about: call,
        section: section)
    }
  }

  /// Fails the test.
  ///
  /// - Throws: `TestFailure`, always.
  public func fail(
    _ message: String, expected: String = "", actual: String = "", about call: RecordedCall? = nil,
    section: String? = nil
  ) throws -> Never {
    throw TestFailure(
      message, expected: expected, actual: actual, about: call, section: section)
  }

  /// Fails the test unless every task of the run has ended.
  ///
  /// - Throws: `TestFailure`.
  public func expectFinished(_ run: ProgramRun) throws {
    guard case .deadlock(let tasks) = run.ending else { return }
    let names = tasks.map { "\($0.rawValue)" }.joined(separator: ", ")
    throw TestFailure(
      tasks.count == 1
        ? "task \(names) waits for ever: nothing is left that could wake it"
        : "the tasks \(names) wait for ever: nothing is left that could wake them")
  }

  private static func written<Value>(_ value: Value) -> String {
    String(describing: value)
  }
}

/// The trace of a run did not fit: what a test says about it would be worth nothing.
struct TraceOverflow: Error, CustomStringConvertible {
  let description = "the trace of the run overflowed its ring: the test must ask for less"
}
