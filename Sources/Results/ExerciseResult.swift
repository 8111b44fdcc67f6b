/// What the compiler said of a submission.
package struct CompileResult: Codable, Sendable, Equatable {
  /// How compiling ended.
  package enum Status: String, Codable, Sendable {
    case ok
    case error
    case timeout
  }

  package var status: Status
  /// The compiler's messages, a message an element, in its order.
  package var diagnostics: [String]

  package init(status: Status, diagnostics: [String] = []) {
    self.status = status
    self.diagnostics = diagnostics
  }
}

/// The outcome of one exercise of one student.
package struct ExerciseResult: Codable, Sendable, Equatable {
  package var id: String
  package var title: String
  package var verdict: Verdict
  package var score: Double
  package var maxScore: Double
  package var compile: CompileResult
  package var tests: [TestResult]
  /// Why it was not run, which limit it hit, or what failed in the grader.
  package var reason: String?
  /// The sandbox tier that was in force.
  package var sandbox: String

  package init(
    id: String, title: String, verdict: Verdict, score: Double, maxScore: Double,
    compile: CompileResult, tests: [TestResult], reason: String? = nil, sandbox: String
  ) {
    self.id = id
    self.title = title
    self.verdict = verdict
    self.score = score
    self.maxScore = maxScore
    self.compile = compile
    self.tests = tests
    self.reason = reason
    self.sandbox = sandbox
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, verdict, score, compile, tests, reason, sandbox
    case maxScore = "max_score"
  }
}
