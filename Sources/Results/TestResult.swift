/// The outcome of one test on one submission.
package struct TestResult: Codable, Sendable, Equatable {
  /// The test's id, unique in its exercise.
  package var id: String
  /// What the test checks, in words.
  package var name: String
  package var verdict: Verdict
  package var visibility: Visibility
  /// Points earned, from 0 to `maxScore`; a test that fails may earn a part of them.
  package var score: Double
  package var maxScore: Double
  /// What went wrong, or empty.
  package var message: String
  /// What was expected and what came, each written out up to ``textBytesMax``, or empty.
  package var expected: String
  package var actual: String
  /// A decision list that replays the failing run, if the test ran a program.
  package var replay: String?
  /// The trace of the failing run as lines of text, the last events first to matter at the end.
  package var timeline: [String]
  /// The line of `timeline` on which the call in question stands.
  package var timelineMark: Int?
  /// The run as players of pages show it, as JSON; nil for one with a single task, or too long a one.
  package var recording: String?
  /// The system call that the failure is about.
  package var call: CallNote?
  /// The line of the submission that made this call.
  package var sourceLine: SourceLine?
  /// The section of a lesson that teaches what is tested: `lesson#section`.
  package var section: String?
  /// Which suite the test is of.
  package var suite: TestOrigin?
  /// What came of exploring the schedules of a program, if the test did.
  package var exploration: ExplorationNote?
  /// How the runs of the test ended, if they did not all end alike.
  package var flaky: RunCounts?
  package var durationMilliseconds: Double

  package init(
    id: String, name: String, verdict: Verdict, visibility: Visibility, score: Double,
    maxScore: Double, message: String = "", expected: String = "", actual: String = "",
    replay: String? = nil, timeline: [String] = [], timelineMark: Int? = nil,
    recording: String? = nil, call: CallNote? = nil, sourceLine: SourceLine? = nil,
    section: String? = nil,
    suite: TestOrigin? = nil, exploration: ExplorationNote? = nil, flaky: RunCounts? = nil,
    durationMilliseconds: Double = 0
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
    self.timelineMark = timelineMark
    self.recording = recording
    self.call = call
    self.sourceLine = sourceLine
    self.section = section
    self.suite = suite
    self.exploration = exploration
    self.flaky = flaky
    self.durationMilliseconds = durationMilliseconds
  }

  /// Whether it failed and has earned a part of its points all the same.
  package var isPartlyEarned: Bool { verdict == .fail && score > 0 }

  private enum CodingKeys: String, CodingKey {
    case id, name, verdict, visibility, score, message, expected, actual, replay, timeline, call
    case section, suite, exploration, flaky, recording
    case timelineMark = "timeline_mark"
    case sourceLine = "source_line"
    case maxScore = "max_score"
    case durationMilliseconds = "duration_ms"
  }
}
