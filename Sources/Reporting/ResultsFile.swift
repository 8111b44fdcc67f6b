import Results

/// Writes `results.json`: everything that the report knows, for programs.
struct ResultsFile {
  private let run: GradingRun
  /// What instructors alone get: the figures of tests, and who shares passages.
  private let insight: ItemAnalysis?
  private var json = JSONWriter()
  private var checksum = Checksum()

  init(_ run: GradingRun, insight: ItemAnalysis?) {
    self.run = run
    self.insight = insight
  }

  /// Writes the whole file, a student at a time.
  mutating func write<Failure: Error>(
    to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    json.beginObject()
    json.key("version")
    json.number(run.version)
    json.key("course")
    json.beginObject()
    json.member("id", run.course.id)
    json.member("title", run.course.title)
    json.endObject()
    json.member("toolchain", run.toolchain)
    json.member("sandbox", run.sandbox)
    json.member("date", run.date)
    json.key("exercises")
    json.beginArray()
    for exercise in run.exercises {
      json.beginObject()
      json.member("id", exercise.id)
      json.member("title", exercise.title)
      json.member("max_score", exercise.maxScore)
      json.endObject()
    }
    json.endArray()
    json.key("students")
    json.beginArray()
    for student in run.students {
      write(student)
      try pass(to: sink)
    }
    json.endArray()
    if let insight { json.write(insight, of: run) }
    try pass(to: sink)
    json.member(Checksum.key, checksum.text)
    json.endObject()
    json.finish()
    try sink(json.takeBytes())
  }

  /// Hands on what was written, and counts it.
  private mutating func pass<Failure: Error>(
    to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let bytes = json.takeBytes()
    checksum.add(bytes)
    try sink(bytes)
  }

  private mutating func write(_ student: StudentResult) {
    json.beginObject()
    json.member("id", student.id)
    json.member("name", student.name)
    json.member("score", student.score)
    json.member("max_score", student.maxScore)
    if let roster = student.roster { json.member("roster", roster) }
    json.key("exercises")
    json.beginArray()
    for exercise in student.exercises { write(exercise) }
    json.endArray()
    json.endObject()
  }

  private mutating func write(_ exercise: ExerciseResult) {
    json.beginObject()
    json.member("id", exercise.id)
    json.member("title", exercise.title)
    json.member("verdict", exercise.verdict.rawValue)
    json.member("score", exercise.score)
    json.member("max_score", exercise.maxScore)
    writeScoreDetails(exercise)
    if let reason = exercise.reason { json.member("reason", reason) }
    json.member("sandbox", exercise.sandbox)
    json.key("compile")
    json.beginObject()
    json.member("status", exercise.compile.status.rawValue)
    json.member("diagnostics", exercise.compile.diagnostics)
    json.endObject()
    json.key("tests")
    json.beginArray()
    for test in exercise.tests { write(test) }
    json.endArray()
    json.endObject()
  }

  /// What became of the score after the tests, where anything did.
  private mutating func writeScoreDetails(_ exercise: ExerciseResult) {
    if let submitted = exercise.submitted { json.member("submitted", submitted.iso8601) }
    if let late = exercise.late {
      json.member("score_before_penalty", late.scoreBeforePenalty)
      json.key("late_days")
      json.number(late.lateDays)
      json.member("late_reason", late.reason)
    }
    if let override = exercise.override {
      json.key("override")
      json.beginObject()
      json.member("score", override.score)
      json.member("reason", override.reason)
      json.member("computed_score", override.computedScore)
      json.member("date", override.date)
      json.endObject()
    }
    if exercise.attempts.isEmpty { return }
    json.key("attempts")
    json.beginArray()
    for attempt in exercise.attempts {
      json.beginObject()
      json.member("name", attempt.name)
      if let submitted = attempt.submitted { json.member("submitted", submitted.iso8601) }
      json.member("verdict", attempt.verdict.rawValue)
      json.member("score", attempt.score)
      if let days = attempt.lateDays {
        json.key("late_days")
        json.number(days)
      }
      json.key("counts")
      json.boolean(attempt.counts)
      json.endObject()
    }
    json.endArray()
  }

  private mutating func write(_ test: TestResult) {
    json.beginObject()
    json.member("id", test.id)
    json.member("name", test.name)
    json.member("verdict", test.verdict.rawValue)
    json.member("visibility", test.visibility.rawValue)
    json.member("score", test.score)
    json.member("max_score", test.maxScore)
    json.member("message", test.message)
    json.member("expected", test.expected)
    json.member("actual", test.actual)
    if let replay = test.replay { json.member("replay", replay) }
    json.member("timeline", test.timeline)
    if let mark = test.timelineMark { json.member("timeline_mark", Double(mark)) }
    if let recording = test.recording { json.member("recording", recording) }
    if let call = test.call { write(call) }
    if let line = test.sourceLine { write(line) }
    if let section = test.section { json.member("section", section) }
    if let suite = test.suite { json.member("suite", suite.rawValue) }
    if let found = test.exploration { write(found) }
    if let flaky = test.flaky { write(flaky) }
    json.member("duration_ms", test.durationMilliseconds)
    json.endObject()
  }

  private mutating func write(_ call: CallNote) {
    json.key("call")
    json.beginObject()
    json.member("role", call.role.rawValue)
    json.member("text", call.text)
    json.member("thread", Double(call.thread))
    json.endObject()
  }

  private mutating func write(_ line: SourceLine) {
    json.key("source_line")
    json.beginObject()
    json.member("file", line.file)
    json.member("line", Double(line.line))
    json.member("first_line", Double(line.firstLine))
    json.member("text", line.text)
    json.endObject()
  }

  private mutating func write(_ found: ExplorationNote) {
    json.key("exploration")
    json.beginObject()
    json.member("schedules", Double(found.schedules))
    json.member("repeated", Double(found.repeated))
    json.key("is_complete")
    json.boolean(found.isComplete)
    if let most = found.preemptionsMax { json.member("preemptions_max", Double(most)) }
    json.key("outcomes")
    json.beginArray()
    for outcome in found.outcomes {
      json.beginObject()
      json.member("text", outcome.text)
      json.member("schedules", Double(outcome.schedules))
      json.key("is_failure")
      json.boolean(outcome.isFailure)
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private mutating func write(_ runs: RunCounts) {
    json.key("flaky")
    json.beginObject()
    json.member("pass", Double(runs.pass))
    json.member("fail", Double(runs.fail))
    json.member("not_run", Double(runs.notRun))
    json.member("grader_error", Double(runs.graderError))
    json.endObject()
  }
}
