import Results

/// How many results came to which verdict.
struct VerdictCounts: Equatable {
  private var counts: [Verdict: Int] = [:]

  subscript(verdict: Verdict) -> Int { counts[verdict] ?? 0 }

  var total: Int { counts.values.reduce(0, +) }

  mutating func add(_ verdict: Verdict) { counts[verdict, default: 0] += 1 }
}

/// The scores of a class, as shares of what could be reached.
struct ScoreDistribution: Equatable {
  /// The students by tenths of the full score; the last bin takes in the full score.
  private(set) var bins = [Int](repeating: 0, count: 10)
  private(set) var count = 0
  private(set) var fullMarks = 0
  private(set) var mean = 0.0
  private(set) var median = 0.0
  private(set) var lowest = 0.0
  private(set) var highest = 0.0

  /// - Parameters:
  ///   - scores: The scores; one that is not finite counts as 0.
  ///   - maxScore: What could be reached.
  init(scores: [Double], maxScore: Double) {
    let sorted = scores.map { $0.isFinite ? $0 : 0 }.sorted()
    guard let first = sorted.first, let last = sorted.last else { return }
    count = sorted.count
    lowest = first
    highest = last
    mean = sorted.reduce(0, +) / Double(count)
    median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    for score in sorted {
      let share = maxScore > 0 ? min(max(score / maxScore, 0), 1) : 0
      // A tenth more than nothing is in the second bin although 0.1 * 10 may be less than 1.
      bins[min(9, Int(share * 10 + 1e-9))] += 1
      if maxScore > 0, score >= maxScore { fullMarks += 1 }
    }
  }
}

/// What the class did in one test.
struct TestTally {
  /// A message that failing students got, how often, and who got it first.
  struct Message {
    var text: String
    var count: Int
    var examples: [Int]
  }

  let id: String
  let name: String
  let visibility: Visibility
  let maxScore: Double
  private(set) var counts = VerdictCounts()
  private var messages: [String: (order: Int, count: Int, examples: [Int])] = [:]

  init(of test: TestResult) {
    id = test.id
    name = test.name
    visibility = test.visibility
    maxScore = test.maxScore
  }

  mutating func add(_ test: TestResult, student: Int) {
    counts.add(test.verdict)
    guard test.verdict == .fail || test.verdict == .graderError else { return }
    let key = Clipping.prefix(of: test.message, bytes: ReportLimits.messageBytesInList)
    if key.isEmpty { return }
    guard messages[key] != nil || messages.count < ReportLimits.distinctMessages else { return }
    var entry = messages[key] ?? (order: messages.count, count: 0, examples: [])
    entry.count += 1
    if entry.examples.count < ReportLimits.examplesPerMessage { entry.examples.append(student) }
    messages[key] = entry
  }

  /// The most frequent messages, the first seen first among equals.
  var commonMessages: [Message] {
    let sorted = messages.sorted { left, right in
      left.value.count == right.value.count
        ? left.value.order < right.value.order : left.value.count > right.value.count
    }
    return sorted.prefix(ReportLimits.commonMessages).map {
      Message(text: $0.key, count: $0.value.count, examples: $0.value.examples)
    }
  }
}

/// What the class did in one exercise.
struct ExerciseStatistics {
  /// How far results went, for a heat map of counts.
  private(set) var levels: [HeatLevel: Int] = [:]
  private(set) var counts = VerdictCounts()
  private(set) var tests: [TestTally] = []
  private(set) var compileErrors = 0
  private(set) var distribution = ScoreDistribution(scores: [], maxScore: 0)
  private var testIndices: [String: Int] = [:]
  private var scores: [Double] = []

  mutating func add(_ result: ExerciseResult, student: Int) {
    counts.add(result.verdict)
    levels[HeatLevel(of: result), default: 0] += 1
    if result.compile.status != .ok { compileErrors += 1 }
    // A fault of the grader says nothing about the student's score.
    if result.hasScore { scores.append(result.score) }
    for test in result.tests {
      let index = testIndices[test.id] ?? tests.count
      if index == tests.count {
        testIndices[test.id] = index
        tests.append(TestTally(of: test))
      }
      tests[index].add(test, student: student)
    }
  }

  /// Counts a student of whom the run says nothing in this exercise.
  mutating func addMissing() {
    counts.add(.notRun)
    levels[.notRun, default: 0] += 1
    scores.append(0)
  }

  mutating func finish(maxScore: Double) {
    distribution = ScoreDistribution(scores: scores, maxScore: maxScore)
    scores = []
  }
}

/// What the class did, counted once for all pages.
struct ClassStatistics {
  let counts: VerdictCounts
  let distribution: ScoreDistribution
  let maxScore: Double
  /// By the exercise's place in the run.
  let exercises: [ExerciseStatistics]
  /// The places of results that ended in a grader error: the student's and the exercise's.
  let graderErrors: [(student: Int, exercise: Int)]
  /// The places of results whose tests ended differently in different runs.
  let flakyResults: [(student: Int, exercise: Int)]

  init(of run: GradingRun) {
    let columns = Dictionary(
      run.exercises.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var exercises = Array(repeating: ExerciseStatistics(), count: run.exercises.count)
    var counts = VerdictCounts()
    var errors: [(student: Int, exercise: Int)] = []
    var flaky: [(student: Int, exercise: Int)] = []
    for (student, result) in run.students.enumerated() {
      var missing = Set(columns.values)
      for exercise in result.exercises {
        guard let column = columns[exercise.id] else { continue }
        missing.remove(column)
        exercises[column].add(exercise, student: student)
        counts.add(exercise.verdict)
        if exercise.verdict == .graderError { errors.append((student, column)) }
        if exercise.isFlaky { flaky.append((student, column)) }
      }
      for column in missing {
        exercises[column].addMissing()
        counts.add(.notRun)
      }
    }
    for column in exercises.indices {
      exercises[column].finish(maxScore: run.exercises[column].maxScore)
    }
    maxScore = run.exercises.reduce(0) { $0 + $1.maxScore }
    distribution = ScoreDistribution(scores: run.students.map(\.score), maxScore: maxScore)
    self.exercises = exercises
    self.counts = counts
    graderErrors = errors
    flakyResults = flaky
  }
}
