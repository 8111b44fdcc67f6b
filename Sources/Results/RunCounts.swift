/// Where a test comes from.
package enum TestOrigin: String, Codable, Sendable {
  /// The exercise's visible tests: students have them, and `check` runs them.
  case visible
  /// The hidden tests, which the grader alone has.
  case hidden
}

/// How often a test came to which verdict, where it was run several times.
package struct RunCounts: Codable, Sendable, Equatable {
  package var pass = 0
  package var fail = 0
  package var notRun = 0
  package var graderError = 0

  /// Counts verdicts.
  package init(_ verdicts: some Sequence<Verdict>) {
    for verdict in verdicts {
      switch verdict {
      case .pass: pass += 1
      case .fail: fail += 1
      case .notRun: notRun += 1
      case .graderError: graderError += 1
      }
    }
  }

  /// The number of runs.
  package var total: Int { pass + fail + notRun + graderError }

  private enum CodingKeys: String, CodingKey {
    case pass, fail
    case notRun = "not_run"
    case graderError = "grader_error"
  }
}

extension TestResult {
  /// The results of several runs of the same tests as one: each test as in its worst run.
  ///
  /// A lucky run never counts. A test whose runs differ in verdict or in points is flaky, and says
  /// how they ended.
  package static func worst(of runs: [[TestResult]]) -> [TestResult] {
    guard let first = runs.first else { return [] }
    return first.indices.map { index in
      let results = runs.compactMap { $0.indices.contains(index) ? $0[index] : nil }
      var worst = results.dropFirst().reduce(first[index]) { $1.isWorse(than: $0) ? $1 : $0 }
      let differ = results.contains {
        $0.verdict != first[index].verdict || $0.score != first[index].score
      }
      if differ { worst.flaky = RunCounts(results.map(\.verdict)) }
      return worst
    }
  }

  private func isWorse(than other: TestResult) -> Bool {
    verdict == other.verdict
      ? score < other.score : Self.badness(verdict) > Self.badness(other.verdict)
  }

  /// A fault of the grader comes before all: what is not known is not scored.
  private static func badness(_ verdict: Verdict) -> Int {
    switch verdict {
    case .pass: 0
    case .notRun: 1
    case .fail: 2
    case .graderError: 3
    }
  }
}

extension ExerciseResult {
  /// Whether a test of it ended differently in different runs.
  package var isFlaky: Bool { tests.contains { $0.flaky != nil } }
}
