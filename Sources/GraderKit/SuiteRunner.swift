internal import Results

/// Runs the tests of suites on one submission.
package struct SuiteRunner {
  private let session: PluginSession
  private let secret: String
  /// The life of one worker, in seconds.
  private let wallSeconds: Int
  /// The one schedule that explorations play, if somebody wants to see it again.
  private let decisions: [UInt16]?
  /// How many tests may cost a whole limit before the rest is not run.
  private static let expensiveFaultsMax = 2
  /// How many lives of a worker the tests before may have taken when another begins.
  ///
  /// A submission that is slow and then fails in each test meets no limit of a single worker. With
  /// the lives of one more test and of its confirmation, this stays within what the driver waits.
  private static let livesMax = 2

  /// What random cases of visible tests are drawn from: students can run these tests, and must
  /// meet the cases that the grader met.
  private static let openSecret = "visible tests"

  /// A runner for workers that live at most `wallSeconds`.
  package init(
    session: PluginSession, secret: String, wallSeconds: Int, decisions: [UInt16]? = nil
  ) {
    self.session = session
    self.secret = secret
    self.wallSeconds = wallSeconds
    self.decisions = decisions
  }

  /// What the submission printed, as far as it was kept.
  ///
  /// Complete once `run` has returned.
  package var printed: String { String(decoding: session.printed, as: UTF8.self) }

  /// Runs every test and gives a result for each, in their order.
  ///
  /// - Throws: `MachineFault` if a worker cannot be started.
  package func run(_ tests: [(test: GradedTest, origin: TestOrigin)]) throws -> [TestResult] {
    defer { session.discardWorker() }
    var results: [TestResult] = []
    var expensive: [SubmissionFault] = []
    let limit = Self.livesMax * wallSeconds
    let end = ContinuousClock.now + .seconds(limit)
    for (test, origin) in tests {
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
      var outcome = try confirmed(test, origin)
      outcome.result.suite = origin
      // Messages and values hold what the submission answered, and people wait for the report.
      outcome.result.limitTexts()
      if let fault = outcome.fault, fault.isExpensive { expensive.append(fault) }
      results.append(outcome.result)
    }
    return results
  }

  private struct Outcome {
    var result: TestResult
    var fault: SubmissionFault?
    /// Whether a failure was seen in a fresh worker too.
    var isConfirmed = false
  }

  /// Runs a test; a failure in a worker that served other tests is confirmed in a fresh one, so
  /// that what one test leaves behind never counts against another.
  private func confirmed(_ test: GradedTest, _ origin: TestOrigin) throws -> Outcome {
    let isWorkerUsed = session.testsServed > 0
    let outcome = try attempt(test, origin)
    let isExpensive = outcome.fault?.isExpensive ?? false
    guard outcome.result.verdict == .fail, isWorkerUsed, !isExpensive, !outcome.isConfirmed else {
      return outcome
    }
    session.discardWorker()
    return try attempt(test, origin)
  }

  private func attempt(_ test: GradedTest, _ origin: TestOrigin) throws -> Outcome {
    session.beginTest()
    let cases = CaseGenerator(
      secret: origin == .visible ? Self.openSecret : secret, test: test.id)
    let context = TestContext(session: session, cases: cases, decisions: decisions)
    let clock = ContinuousClock()
    let start = clock.now
    var outcome: Outcome
    var named: RecordedCall?
    do {
      try test.body(context)
      outcome = Outcome(result: test.result(.pass))
    } catch let failure as TestFailure {
      outcome = Outcome(
        result: test.result(
          .fail, earning: context.share, message: failure.message, expected: failure.expected,
          actual: failure.actual))
      if let section = failure.section { outcome.result.section = section }
      named = failure.call
    } catch let fault as SubmissionFault {
      outcome = Outcome(
        result: test.result(.fail, earning: context.share, message: "\(fault)"), fault: fault)
    } catch let fault as MachineFault {
      throw fault
    } catch let error as WireError {
      // All that a test reads comes out of the worker.
      outcome = Outcome(
        result: test.result(
          .fail, earning: context.share, message: "\(SubmissionFault.answer("\(error)"))"))
    } catch {
      outcome = Outcome(
        result: test.result(.graderError, message: "the test itself failed: \(error)"))
    }
    outcome.result.durationMilliseconds = (clock.now - start) / .milliseconds(1)
    if outcome.result.verdict == .fail, let run = context.lastRun {
      outcome.result.show(run, named: named)
    }
    outcome.isConfirmed = context.isConfirmed
    outcome.result.exploration = context.explored.map(ExplorationNote.init)
    return outcome
  }
}

extension ExplorationNote {
  /// What an exploration has found, as a report has it.
  fileprivate init(_ explored: ExploredSchedules) {
    self.init(
      schedules: explored.schedules, repeated: explored.repeated, isComplete: explored.isComplete,
      preemptionsMax: explored.preemptionsMax,
      outcomes: explored.outcomes.map {
        Outcome(text: $0.text, schedules: $0.schedules, isFailure: $0.isFailure)
      })
  }
}

extension GradedTest {
  /// A result of this test; passing earns its points, and failing the share that was credited.
  func result(
    _ verdict: Verdict, earning share: Double = 0, message: String = "", expected: String = "",
    actual: String = ""
  ) -> TestResult {
    let earned =
      switch verdict {
      case .pass: points
      // Hundredths of a point, which is what reports show: sums agree with what they add up.
      case .fail: (points * share * 100).rounded() / 100
      case .notRun, .graderError: 0.0
      }
    return TestResult(
      id: id, name: name, verdict: verdict, visibility: visibility, score: earned,
      maxScore: points, message: message, expected: expected, actual: actual, section: section)
  }

  /// The test as an outline shows it.
  package var outline: SuiteOutline.Test {
    SuiteOutline.Test(
      id: id, name: name, points: points, visibility: visibility, section: section)
  }
}
