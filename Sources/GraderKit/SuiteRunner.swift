internal import Results
internal import Tracing

/// Runs the tests of suites on one submission.
package struct SuiteRunner {
  private let session: PluginSession
  private let secret: String
  /// The life of one worker, in seconds.
  private let wallSeconds: Int
  /// How many tests may cost a whole limit before the rest is not run.
  private static let expensiveFaultsMax = 2
  /// How many lives of a worker the tests before may have taken when another begins.
  ///
  /// A submission that is slow and then fails in each test meets no limit of a single worker. With
  /// the lives of one more test and of its confirmation, this stays within what the driver waits.
  private static let livesMax = 2

  /// A runner for workers that live at most `wallSeconds`.
  package init(session: PluginSession, secret: String, wallSeconds: Int) {
    self.session = session
    self.secret = secret
    self.wallSeconds = wallSeconds
  }

  /// What the submission printed, as far as it was kept.
  ///
  /// Complete once `run` has returned.
  package var printed: String { String(decoding: session.printed, as: UTF8.self) }

  /// Runs every test and gives a result for each, in their order.
  ///
  /// - Throws: `MachineFault` if a worker cannot be started.
  package func run(_ tests: [GradedTest]) throws -> [TestResult] {
    defer { session.discardWorker() }
    var results: [TestResult] = []
    var expensive: [SubmissionFault] = []
    let limit = Self.livesMax * wallSeconds
    let end = ContinuousClock.now + .seconds(limit)
    for test in tests {
      if .now >= end {
        results.append(
          test.result(
            .notRun, message: "not run (blocked by: the tests before took more than \(limit) s)"))
        continue
      }
      if let fault = expensive.first, expensive.count >= Self.expensiveFaultsMax {
        results.append(test.result(.notRun, message: "not run (blocked by: \(fault))"))
        continue
      }
      let outcome = try confirmed(test)
      if let fault = outcome.fault, fault.isExpensive { expensive.append(fault) }
      results.append(outcome.result)
    }
    return results
  }

  private struct Outcome {
    var result: TestResult
    var fault: SubmissionFault?
  }

  /// Runs a test; a failure in a worker that served other tests is confirmed in a fresh one, so
  /// that what one test leaves behind never counts against another.
  private func confirmed(_ test: GradedTest) throws -> Outcome {
    let isWorkerUsed = session.testsServed > 0
    let outcome = try attempt(test)
    let isExpensive = outcome.fault?.isExpensive ?? false
    guard outcome.result.verdict == .fail, isWorkerUsed, !isExpensive else { return outcome }
    session.discardWorker()
    return try attempt(test)
  }

  private func attempt(_ test: GradedTest) throws -> Outcome {
    session.beginTest()
    let context = TestContext(
      session: session, cases: CaseGenerator(secret: secret, test: test.id))
    let clock = ContinuousClock()
    let start = clock.now
    var outcome: Outcome
    do {
      try test.body(context)
      outcome = Outcome(result: test.result(.pass))
    } catch let failure as TestFailure {
      outcome = Outcome(
        result: test.result(
          .fail, message: failure.message, expected: failure.expected, actual: failure.actual))
    } catch let fault as SubmissionFault {
      outcome = Outcome(result: test.result(.fail, message: "\(fault)"), fault: fault)
    } catch let fault as MachineFault {
      throw fault
    } catch {
      outcome = Outcome(
        result: test.result(.graderError, message: "the test itself failed: \(error)"))
    }
    outcome.result.durationMilliseconds = (clock.now - start) / .milliseconds(1)
    if outcome.result.verdict == .fail, let run = context.lastRun { outcome.result.show(run) }
    return outcome
  }
}

extension GradedTest {
  /// A result of this test; only passing earns its points.
  func result(
    _ verdict: Verdict, message: String = "", expected: String = "", actual: String = ""
  ) -> TestResult {
    TestResult(
      id: id, name: name, verdict: verdict, visibility: visibility,
      score: verdict == .pass ? points : 0, maxScore: points, message: message,
      expected: expected, actual: actual)
  }

  /// The test as an outline shows it.
  package var outline: SuiteOutline.Test {
    SuiteOutline.Test(id: id, name: name, points: points, visibility: visibility)
  }
}

extension TestResult {
  /// The most lines of a trace that a result carries: the last ones, where the run went wrong.
  private static let timelineLinesMax = 60
  /// The lines at the top of a timeline that name its columns.
  private static let timelineHeadLines = 2

  /// Adds the run that a failure is about: its trace, and the decisions that replay it.
  mutating func show(_ run: ProgramRun) {
    let lines = TextTrace.timeline(of: run.kernel.trace)
    if lines.count > Self.timelineLinesMax {
      let head = lines.prefix(Self.timelineHeadLines)
      let tail = lines.suffix(Self.timelineLinesMax)
      let left = lines.count - head.count - tail.count
      timeline = head + ["... \(left) events before"] + tail
    } else {
      timeline = lines
    }
    // Choices of the default at the end say nothing: a replay makes them by itself.
    var choices = run.kernel.decisionLog.choices[...]
    while choices.last == 0 { choices.removeLast() }
    replay = choices.isEmpty ? nil : choices.map { String($0) }.joined(separator: ",")
  }
}
