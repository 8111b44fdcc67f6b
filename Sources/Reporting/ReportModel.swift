import Markup
import Results

/// All that the pages of one report are made from.
struct ReportModel {
  let edition: Edition
  let guide: CourseGuide
  /// How to grade one result again; nil where nobody may know.
  let replay: ReplayCommand?
  let statistics: ClassStatistics
  private let studentNames: PageNames
  private let exerciseNames: PageNames
  /// The anchors of exercises on students' pages, by the exercise's place in the run.
  let anchors: [AnchorID]
  private let columns: [String: Int]

  var run: GradingRun { edition.run }

  init(_ edition: Edition, guide: CourseGuide, replay: ReplayCommand?) {
    let run = edition.run
    self.edition = edition
    self.guide = guide
    self.replay = replay
    statistics = ClassStatistics(of: run)
    studentNames = PageNames(ids: run.students.lazy.map(\.id))
    exerciseNames = PageNames(ids: run.exercises.lazy.map(\.id))
    // The page's own ids are taken first, so that no exercise gets one of them.
    var taken = AnchorSet()
    for id in PageAnchor.allCases { _ = taken.take(id.id) }
    anchors = run.exercises.map { taken.unique(AnchorID(slugging: $0.id)) }
    columns = Dictionary(
      run.exercises.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: Where pages are

  /// The folder of students' pages.
  static let studentFolder = "students"
  /// The folder of exercises' pages.
  static let exerciseFolder = "exercises"
  /// The folder of heat maps that do not fit on the overview.
  static let heatMapFolder = "heatmap"

  func studentFile(_ student: Int) -> String { studentNames[run.students[student].id] + ".html" }

  /// The file of an exercise; from its second page on with the page's number.
  func exerciseFile(_ exercise: Int, page: Int = 0) -> String {
    let name = exerciseNames[run.exercises[exercise].id]
    // No encoded id holds `~p`, so no exercise's page can be another's second one.
    return page == 0 ? name + ".html" : "\(name)~p\(page + 1).html"
  }

  static func heatMapFile(page: Int) -> String { "\(page + 1).html" }

  /// The folder of what tests and messages say of the class.
  static let insightFolder = "insight"
  /// The folder of submissions that share passages.
  static let similarityFolder = "similarity"

  /// The file of a pair of submissions, by its rank in its exercise.
  func pairFile(_ exercise: Int, rank: Int) -> String {
    // As for an exercise's pages: no encoded id holds `~p`.
    "\(exerciseNames[run.exercises[exercise].id])~pair\(rank).html"
  }

  /// The result of a student in the exercise of a column, if there is any.
  func result(of student: Int, in exercise: Int) -> ExerciseResult? {
    let results = run.students[student].exercises
    let id = run.exercises[exercise].id
    // Most runs list a student's exercises in the order of the columns.
    if results.indices.contains(exercise), results[exercise].id == id { return results[exercise] }
    return results.first { $0.id == id }
  }

  /// The column of an exercise, if the run has one.
  func column(of exerciseID: String) -> Int? { columns[exerciseID] }

  // MARK: Heat maps

  /// The rows of one page of the heat map.
  var heatMapRows: Int {
    let bytesPerRow = 260 + 70 * run.exercises.count
    return max(10, min(ReportLimits.heatMapRows, ReportLimits.heatMapBytes / bytesPerRow))
  }

  /// The students of each page of the heat map.
  var heatMapPages: [Range<Int>] { Self.pages(of: run.students.count, rows: heatMapRows) }

  static func pages(of count: Int, rows: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }
  }
}

/// The ids that pages use besides those of exercises.
enum PageAnchor: String, CaseIterable {
  case content
  case overview
  case attention
  case flaky
  case distribution
  case exercises
  case tests
  case messages
  case students
  case summary
  case insight
  case pairs
  case passages
  case left
  case right
  case first = "first-failure"

  var id: AnchorID { AnchorID(slugging: rawValue) }
}
