import Results

/// A grading run as an audience may read it.
///
/// What must not be read is taken out here, before any page is made: nothing that renders ever holds a
/// hidden test's name, message or value.
struct Edition {
  /// The tests of one exercise of one student that were taken out.
  struct Withheld: Equatable {
    var count = 0
    var score = 0.0
    var maxScore = 0.0
  }

  let audience: Audience
  /// The run without what was taken out.
  let run: GradingRun
  /// What was taken out, by the student's and the exercise's place in the run.
  let withheld: [[Withheld]]

  /// Takes out of a run what the audience may not read.
  init(of run: GradingRun, for audience: Audience) {
    self.audience = audience
    guard audience != .instructor else {
      self.run = run
      withheld = run.students.map { Array(repeating: Withheld(), count: $0.exercises.count) }
      return
    }
    let secrets = Self.secretNames(in: run, from: audience)
    var edited = run
    edited.similarity = nil
    var withheld: [[Withheld]] = []
    for index in edited.students.indices {
      var counts: [Withheld] = []
      edited.students[index].exercises = run.students[index].exercises.map { exercise in
        let names = secrets[exercise.id] ?? []
        let (visible, count) = Self.edited(exercise, for: audience, hiding: names)
        counts.append(count)
        return visible
      }
      withheld.append(counts)
    }
    self.run = edited
    self.withheld = withheld
  }

  // MARK: Taking out

  /// What students read in place of a grader's fault, whose text may quote hidden tests.
  private static let graderFault =
    "The grader failed here. That is not your fault, and your teacher can see why."
  /// What students read in place of a text that speaks of hidden tests.
  private static let unspoken = "The reason involves tests that are not shown here."

  /// The ids and names of hidden tests by exercise, from all students: a reason may name a test that
  /// this student's results don't list.
  private static func secretNames(
    in run: GradingRun, from audience: Audience
  ) -> [String: Set<String>] {
    var secrets: [String: Set<String>] = [:]
    for student in run.students {
      for exercise in student.exercises {
        for test in exercise.tests where !audience.mayRead(test.visibility) {
          secrets[exercise.id, default: []].formUnion([test.id, test.name])
        }
      }
    }
    return secrets
  }

  private static func edited(
    _ exercise: ExerciseResult, for audience: Audience, hiding names: Set<String>
  ) -> (ExerciseResult, Withheld) {
    var result = exercise
    var withheld = Withheld()
    var values: Set<String> = []
    result.tests.removeAll { test in
      if audience.mayRead(test.visibility) { return false }
      withheld.count += 1
      withheld.score += test.score
      withheld.maxScore += test.maxScore
      values.formUnion([test.message, test.expected, test.actual])
      return true
    }
    let isOfHiddenTest = exercise.tests.contains {
      $0.verdict == .fail && $0.message == exercise.reason && !audience.mayRead($0.visibility)
    }
    if isOfHiddenTest {
      // The page says without it that tests fail which it does not show.
      result.reason = nil
    } else if let reason = result.reason {
      result.reason = edited(reason, verdict: result.verdict, names: names, values: values)
    }
    for index in result.tests.indices {
      let test = result.tests[index]
      let message = edited(test.message, verdict: test.verdict, names: names, values: [])
      if message != test.message {
        result.tests[index].message = message
        result.tests[index].expected = ""
        result.tests[index].actual = ""
        result.tests[index].timeline = []
        result.tests[index].timelineMark = nil
        result.tests[index].recording = nil
        result.tests[index].replay = nil
        result.tests[index].exploration = nil
        result.tests[index].call = nil
        result.tests[index].sourceLine = nil
      }
    }
    return (result, withheld)
  }

  private static func edited(
    _ text: String, verdict: Verdict, names: Set<String>, values: Set<String>
  ) -> String {
    if verdict == .graderError { return graderFault }
    let bytes = Array(text.utf8)
    let speaks =
      names.contains { contains(bytes, $0) }
      // Short values ("0", "true") are part of any text; they give nothing away there.
      || values.contains { $0.utf8.count >= valueBytesMin && contains(bytes, $0) }
    return speaks ? unspoken : text
  }

  private static let valueBytesMin = 6
  private static let nameBytesMin = 4

  /// Says whether a text holds another; a very short one only counts as a word of its own.
  private static func contains(_ text: [UInt8], _ part: String) -> Bool {
    let part = Array(part.utf8)
    if part.isEmpty { return false }
    var rest = text[...]
    while let found = rest.firstRange(of: part) {
      let standsAlone =
        (found.lowerBound == 0 || !isLetterOrDigit(text[found.lowerBound - 1]))
        && (found.upperBound == text.count || !isLetterOrDigit(text[found.upperBound]))
      if part.count >= nameBytesMin || standsAlone { return true }
      rest = text[(found.lowerBound + 1)...]
    }
    return false
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
      true
    default: false
    }
  }
}
