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
  /// When it was handed in, if that is known.
  package var submitted: Timestamp?
  /// What lateness took from the score; nil if nothing was late.
  package var late: LatePenalty?
  /// What a teacher gave in place of the computed score.
  package var override: ScoreOverride?
  /// All attempts, the first first; empty where there was one.
  package var attempts: [AttemptSummary] = []

  /// Whether the score is one: after a fault of the grader it is only if a teacher gave it.
  package var hasScore: Bool { verdict != .graderError || override != nil }

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

  /// Reads a result; one that was kept by an older version has no attempts.
  ///
  /// - Throws: What the decoder throws.
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    title = try fields.decode(String.self, forKey: .title)
    verdict = try fields.decode(Verdict.self, forKey: .verdict)
    score = try fields.decode(Double.self, forKey: .score)
    maxScore = try fields.decode(Double.self, forKey: .maxScore)
    compile = try fields.decode(CompileResult.self, forKey: .compile)
    tests = try fields.decode([TestResult].self, forKey: .tests)
    reason = try fields.decodeIfPresent(String.self, forKey: .reason)
    sandbox = try fields.decode(String.self, forKey: .sandbox)
    submitted = try fields.decodeIfPresent(Timestamp.self, forKey: .submitted)
    override = try fields.decodeIfPresent(ScoreOverride.self, forKey: .override)
    attempts = try fields.decodeIfPresent([AttemptSummary].self, forKey: .attempts) ?? []
    if let before = try fields.decodeIfPresent(Double.self, forKey: .scoreBeforePenalty) {
      late = LatePenalty(
        scoreBeforePenalty: before,
        lateDays: try fields.decode(Int.self, forKey: .lateDays),
        reason: try fields.decode(String.self, forKey: .lateReason))
    }
  }

  /// Writes a result; what did not happen to it is left out.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(id, forKey: .id)
    try fields.encode(title, forKey: .title)
    try fields.encode(verdict, forKey: .verdict)
    try fields.encode(score, forKey: .score)
    try fields.encode(maxScore, forKey: .maxScore)
    try fields.encode(compile, forKey: .compile)
    try fields.encode(tests, forKey: .tests)
    try fields.encodeIfPresent(reason, forKey: .reason)
    try fields.encode(sandbox, forKey: .sandbox)
    try fields.encodeIfPresent(submitted, forKey: .submitted)
    try fields.encodeIfPresent(override, forKey: .override)
    if !attempts.isEmpty { try fields.encode(attempts, forKey: .attempts) }
    if let late {
      try fields.encode(late.scoreBeforePenalty, forKey: .scoreBeforePenalty)
      try fields.encode(late.lateDays, forKey: .lateDays)
      try fields.encode(late.reason, forKey: .lateReason)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case id, title, verdict, score, compile, tests, reason, sandbox, submitted, override, attempts
    case maxScore = "max_score"
    case scoreBeforePenalty = "score_before_penalty"
    case lateDays = "late_days"
    case lateReason = "late_reason"
  }
}
