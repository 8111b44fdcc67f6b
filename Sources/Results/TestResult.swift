/// The outcome of one test on one submission.
package struct TestResult: Codable, Sendable, Equatable {
  /// The test's id, unique in its exercise.
  package var id: String
  /// What the test checks, in words.
  package var name: String
  package var verdict: Verdict
  package var visibility: Visibility
  /// Points earned, from 0 to `maxScore`.
  package var score: Double
  package var maxScore: Double
  /// What went wrong, or empty.
  package var message: String
  /// What was expected and what came, each written out whole, or empty.
  package var expected: String
  package var actual: String
  /// A decision list that replays the failing run, if the test ran a program.
  package var replay: String?
  /// The trace of the failing run as lines of text, the last events first to matter at the end.
  package var timeline: [String]
  package var durationMilliseconds: Double

  package init(
    id: String, name: String, verdict: Verdict, visibility: Visibility, score: Double,
    maxScore: Double, message: String = "", expected: String = "", actual: String = "",
    replay: String? = nil, timeline: [String] = [], durationMilliseconds: Double = 0
  ) {
    self.id = id
    self.name = name
    self.verdict = verdict
    self.visibility = visibility
    self.score = score
    self.maxScore = maxScore
    self.message = message
    self.expected = expected
    self.actual = actual
    self.replay = replay
    self.timeline = timeline
    self.durationMilliseconds = durationMilliseconds
  }

  private enum CodingKeys: String, CodingKey {
    case id, name, verdict, visibility, score, message, expected, actual, replay, timeline
    case maxScore = "max_score"
    case durationMilliseconds = "duration_ms"
  }
}
