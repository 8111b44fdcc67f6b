/// What other tests would make of results that were given: who changes, from what to what.
package struct Rejudging: Codable, Sendable, Equatable {
  /// What an exercise came to.
  package struct Outcome: Codable, Sendable, Equatable {
    package var verdict: Verdict
    /// The points after any penalty, before a teacher's word.
    package var score: Double

    package init(_ result: ExerciseResult) {
      verdict = result.verdict
      score = result.override?.computedScore ?? result.score
    }
  }

  /// What a test came to.
  package struct TestOutcome: Codable, Sendable, Equatable {
    package var verdict: Verdict
    package var score: Double
    package var maxScore: Double

    private enum CodingKeys: String, CodingKey {
      case verdict, score
      case maxScore = "max_score"
    }
  }

  /// One test that ends otherwise.
  package struct TestChange: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    /// Nil for a test that there was not.
    package var before: TestOutcome?
    /// Nil for a test that there is no more.
    package var after: TestOutcome?
    /// What the student reads of it now.
    package var message: String
  }

  /// One student whose result changes.
  package struct Change: Codable, Sendable, Equatable {
    package var student: String
    package var name: String
    package var before: Outcome
    package var after: Outcome
    package var tests: [TestChange]
    /// The points that a teacher gave, which stay.
    package var overriddenTo: Double?

    private enum CodingKeys: String, CodingKey {
      case student, name, before, after, tests
      case overriddenTo = "overridden_to"
    }
  }

  package var exercise: String
  package var title: String
  package var maxScoreBefore: Double
  package var maxScoreAfter: Double
  /// When it was computed, ISO 8601 in UTC.
  package var date: String
  /// In the order of the report.
  package var changes: [Change]
  /// How many results stay as they are, to the last test.
  package var unchanged: Int
  /// Students of the report whose work is no longer among the submissions: theirs stays.
  package var missing: [String]

  private enum CodingKeys: String, CodingKey {
    case exercise, title, date, changes, unchanged, missing
    case maxScoreBefore = "max_score_before"
    case maxScoreAfter = "max_score_after"
  }

  /// Compares the results of an exercise in a report with those that were computed anew.
  ///
  /// - Parameters:
  ///   - exercise: The exercise's id.
  ///   - before: The report's run, with a teacher's word.
  ///   - after: A run with this exercise, computed.
  package init(of exercise: String, before: GradingRun, after: GradingRun) {
    self.exercise = exercise
    let columns = [before, after].map { run in run.exercises.first { $0.id == exercise } }
    title = (columns[1] ?? columns[0])?.title ?? exercise
    maxScoreBefore = columns[0]?.maxScore ?? 0
    maxScoreAfter = columns[1]?.maxScore ?? 0
    date = after.date
    changes = []
    unchanged = 0
    missing = []
    let computed = Dictionary(
      after.students.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for student in before.students {
      guard let old = student.exercises.first(where: { $0.id == exercise }) else { continue }
      guard let new = computed[student.id]?.exercises.first(where: { $0.id == exercise }) else {
        missing.append(student.id)
        continue
      }
      let change = Change(
        student: student.id, name: student.name, before: Outcome(old), after: Outcome(new),
        tests: Self.tests(old.tests, new.tests), overriddenTo: old.override?.score)
      if change.before == change.after, change.tests.isEmpty {
        unchanged += 1
      } else {
        changes.append(change)
      }
    }
  }

  private static func tests(_ old: [TestResult], _ new: [TestResult]) -> [TestChange] {
    let earlier = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let later = Set(new.map(\.id))
    let changed = new.compactMap { test -> TestChange? in
      let before = earlier[test.id].map(outcome)
      guard before != outcome(test) else { return nil }
      return TestChange(
        id: test.id, name: test.name, before: before, after: outcome(test), message: test.message)
    }
    let gone = old.filter { !later.contains($0.id) }.map {
      TestChange(id: $0.id, name: $0.name, before: outcome($0), after: nil, message: "")
    }
    return changed + gone
  }

  private static func outcome(_ test: TestResult) -> TestOutcome {
    TestOutcome(verdict: test.verdict, score: test.score, maxScore: test.maxScore)
  }

  /// Whether this is what somebody has looked at: the same changes, whenever they were computed.
  package func isSame(as other: Rejudging) -> Bool {
    var copy = other
    copy.date = date
    return copy == self
  }
}

extension GradingRun {
  /// The run with the results of one exercise out of another run.
  ///
  /// - Parameters:
  ///   - exercise: The exercise's id.
  ///   - computed: Where they are taken from; who is not in it keeps what there is.
  /// - Returns: The run, its sums made anew.
  package func replacing(_ exercise: String, from computed: GradingRun) -> GradingRun {
    var run = self
    if let column = computed.exercises.first(where: { $0.id == exercise }),
      let place = run.exercises.firstIndex(where: { $0.id == exercise })
    {
      run.exercises[place] = column
    }
    let new = Dictionary(
      computed.students.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for index in run.students.indices {
      guard let place = run.students[index].exercises.firstIndex(where: { $0.id == exercise }),
        let result = new[run.students[index].id]?.exercises.first(where: { $0.id == exercise })
      else { continue }
      run.students[index].exercises[place] = result
      run.students[index].addUp()
    }
    return run
  }
}
