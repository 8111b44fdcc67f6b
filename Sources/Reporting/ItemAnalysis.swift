import Results

/// What a test tells of the class: classical item analysis (Crocker and Algina, "Introduction to
/// Classical and Modern Test Theory", 1986, chapter 14).
struct ItemFigures: Equatable {
  /// The exercise's place in the run.
  let exercise: Int
  let id: String
  let name: String
  /// The submissions on which the test passed or failed; no other verdict says anything of it.
  let results: Int
  /// The mean share of its points that was earned, from 0 (nobody) to 1 (everybody).
  let difficulty: Double
  /// The correlation of its points with those of the exercise's other tests, from -1 to 1.
  ///
  /// Nil where there are few results, or where all are the same.
  let discrimination: Double?
  /// The milliseconds that it took.
  let medianMilliseconds: Double
  let worstMilliseconds: Double

  /// Fewer results than this have no correlation worth telling.
  static let resultsMin = 5

  /// What an instructor should look at.
  enum Remark {
    case nobody
    case everybody
    case turned
    case weak
  }

  /// Below this a test says next to nothing about the rest.
  private static let weakBelow = 0.1

  /// What stands out; nil for a test that does its work.
  var remark: Remark? {
    if results < Self.resultsMin { return nil }
    if difficulty == 0 { return .nobody }
    if difficulty == 1 { return .everybody }
    guard let discrimination else { return nil }
    return discrimination < 0 ? .turned : discrimination < Self.weakBelow ? .weak : nil
  }
}

/// The figures of all tests of a run.
struct ItemAnalysis {
  /// In the order of the exercises and their tests.
  private(set) var items: [ItemFigures] = []

  init(of run: GradingRun) {
    var columns: [String: Int] = [:]
    for (place, exercise) in run.exercises.enumerated() where columns[exercise.id] == nil {
      columns[exercise.id] = place
    }
    var answers = Array(repeating: Answers(), count: run.exercises.count)
    for student in run.students {
      for result in student.exercises {
        if let column = columns[result.id] { answers[column].add(result.tests) }
      }
    }
    for (exercise, answers) in answers.enumerated() { items += answers.figures(of: exercise) }
  }
}

/// What the class's submissions got in the tests of one exercise.
private struct Answers {
  private struct Item {
    let test: TestResult
    var shares: [Double] = []
    var rests: [Double] = []
    var milliseconds: [Double] = []
  }

  private var items: [Item] = []
  private var places: [String: Int] = [:]

  mutating func add(_ tests: [TestResult]) {
    let counted = tests.filter { $0.verdict == .pass || $0.verdict == .fail }
    let total = counted.reduce(0) { $0 + Self.finite($1.score) }
    for test in counted {
      let place = places[test.id] ?? items.count
      if place == items.count {
        places[test.id] = place
        items.append(Item(test: test))
      }
      let score = Self.finite(test.score)
      // A test that is worth nothing is still passed or failed.
      let share = test.maxScore > 0 ? score / test.maxScore : test.verdict == .pass ? 1 : 0
      items[place].shares.append(min(max(share, 0), 1))
      items[place].rests.append(total - score)
      items[place].milliseconds.append(Self.finite(test.durationMilliseconds))
    }
  }

  func figures(of exercise: Int) -> [ItemFigures] {
    items.map { item in
      let count = item.shares.count
      let times = item.milliseconds.sorted()
      let median = (times[(count - 1) / 2] + times[count / 2]) / 2
      return ItemFigures(
        exercise: exercise, id: item.test.id, name: item.test.name,
        results: count,
        difficulty: item.shares.reduce(0, +) / Double(count),
        discrimination: count < ItemFigures.resultsMin
          ? nil : Self.correlation(item.shares, item.rests),
        medianMilliseconds: median, worstMilliseconds: times.last ?? 0)
    }
  }

  private static func finite(_ value: Double) -> Double { value.isFinite ? value : 0 }

  /// Pearson's correlation; nil where one side does not vary.
  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    let count = Double(left.count)
    let leftMean = left.reduce(0, +) / count
    let rightMean = right.reduce(0, +) / count
    var (both, ofLeft, ofRight) = (0.0, 0.0, 0.0)
    for (one, two) in zip(left, right) {
      both += (one - leftMean) * (two - rightMean)
      ofLeft += (one - leftMean) * (one - leftMean)
      ofRight += (two - rightMean) * (two - rightMean)
    }
    // What is left of equal numbers by rounding is no variance.
    guard ofLeft > 1e-9, ofRight > 1e-9 else { return nil }
    return min(max(both / (ofLeft * ofRight).squareRoot(), -1), 1)
  }
}
