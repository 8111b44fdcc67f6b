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

  package init(session: PluginSession, cases: CaseGenerator) {
    self.session = session
    self.cases = cases
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
    var runner = ProgramRunner(session: session, kernel: kernel, scripts: scripts)
    let run = try runner.execute(program, input: input.bytes, prepare: prepare) { lastRun = $0 }
    lastRun = run
    guard !run.kernel.trace.overflowed else { throw TraceOverflow() }
    return run
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
