import Dispatch
package import Results
import Synchronization

/// The report of a grading run: pages for people and files for programs, in one folder.
///
/// Theory of operation. The audience's edition is made first; everything else only ever sees that. Each
/// page is then built as a tree, written under another name and renamed, the overview last, so a
/// reader never meets a page that is half written. Pages of an earlier report that are not part of
/// this one are removed at the end.
package struct Report {
  private let model: ReportModel
  private let assets: ReportAssets
  /// The figures of tests; nil for an audience that may not have them.
  private let insight: ItemAnalysis?

  /// Prepares the report of a run for an audience.
  ///
  /// - Parameters:
  ///   - run: The run, whole.
  ///   - audience: Who may read the report; what they may not read is taken out.
  ///   - assets: The style sheet and the script.
  ///   - guide: Where to read on.
  ///   - replay: How instructors grade one result again.
  package init(
    _ run: GradingRun, audience: Audience, assets: ReportAssets,
    guide: CourseGuide = CourseGuide(), replay: ReplayCommand? = nil
  ) {
    model = ReportModel(
      Edition(of: run, for: audience), guide: guide,
      replay: audience == .instructor ? replay : nil)
    self.assets = assets
    insight = audience.seesOtherStudents ? ItemAnalysis(of: model.run) : nil
  }

  /// Writes the report into a folder, which is made if it is missing.
  ///
  /// - Throws: `ReportError` with the file that could not be written; files written before it are
  ///   whole, and the others are as they were.
  package func write(to path: String) throws(ReportError) {
    var folder = try OutputFolder(path: path)
    try folder.open("assets")
    try folder.write(assets.css, to: "report.css", in: "assets")
    try folder.write(assets.js, to: "report.js", in: "assets")
    try folder.write(assets.player, to: ReportAssets.playerName, in: "assets")

    try writeLargeParts(to: &folder)
    try folder.open(ReportModel.exerciseFolder)
    for exercise in model.run.exercises.indices {
      let page = ExercisePage(model: model, exercise: exercise)
      for number in 0..<page.pageCount {
        try folder.write(
          page.serialized(page: number), to: model.exerciseFile(exercise, page: number),
          in: ReportModel.exerciseFolder)
      }
    }
    try writeInsight(to: &folder)
    try folder.open(ReportModel.heatMapFolder)
    if model.edition.audience.seesOtherStudents, model.heatMapPages.count > 1 {
      for number in model.heatMapPages.indices {
        try folder.write(
          HeatMapPage(model: model, page: number).serialized(),
          to: ReportModel.heatMapFile(page: number), in: ReportModel.heatMapFolder)
      }
    }
    try folder.write(IndexPage(model: model).serialized(), to: "index.html")
    try folder.removeStalePages()
    try folder.removeDrafts()
  }

  /// Writes what is for instructors alone: for others the folders are emptied.
  private func writeInsight(to folder: inout OutputFolder) throws(ReportError) {
    try folder.open(ReportModel.insightFolder)
    try folder.open(ReportModel.similarityFolder)
    guard let insight else { return }
    try folder.write(
      InsightPage(model: model, analysis: insight).serialized(),
      to: "index.html", in: ReportModel.insightFolder)
    guard let similarity = SimilarityModel(model) else { return }
    for pair in similarity.pairs {
      try folder.write(
        PairPage(model: model, pair: pair).serialized(), to: pair.file,
        in: ReportModel.similarityFolder)
    }
    try folder.write(
      SimilarityPage(model: model, similarity: similarity).serialized(), to: "index.html",
      in: ReportModel.similarityFolder)
  }

  /// The audience's `results.json`, in pieces.
  package func writeResults(to sink: ([UInt8]) -> Void) {
    var writer = ResultsFile(model.run, insight: insight)
    writer.write(to: sink)
  }

  /// Writes the students' pages and the files for programs, on all processors: of a class of thousands
  /// they are nearly all of the work.
  private func writeLargeParts(to folder: inout OutputFolder) throws(ReportError) {
    try folder.open(ReportModel.studentFolder)
    let place = folder
    let failure = Mutex<ReportError?>(nil)
    let students = model.run.students.count
    DispatchQueue.concurrentPerform(iterations: 3 + students) { number in
      guard failure.withLock({ $0 == nil }) else { return }
      do throws(ReportError) {
        switch number {
        case 0: try writeResults(to: place)
        case 1: try writeJUnit(to: place)
        case 2: try writeGradebook(to: place)
        default: try writePage(of: number - 3, to: place)
        }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    folder.keep((0..<students).map(model.studentFile), in: ReportModel.studentFolder)
  }

  private func writePage(of student: Int, to folder: OutputFolder) throws(ReportError) {
    var page = StudentPage(model, student: student)
    var file = try folder.file(named: "\(ReportModel.studentFolder)/\(model.studentFile(student))")
    try file.append(page.serialized())
    try file.commit()
  }

  private func writeResults(to folder: OutputFolder) throws(ReportError) {
    var results = try folder.file(named: "results.json")
    var writer = ResultsFile(model.run, insight: insight)
    try writer.write(to: { bytes throws(ReportError) in try results.append(bytes) })
    try results.commit()
  }

  private func writeJUnit(to folder: OutputFolder) throws(ReportError) {
    var junit = try folder.file(named: "junit.xml")
    try JUnitReport(model.run).write { bytes throws(ReportError) in try junit.append(bytes) }
    try junit.commit()
  }

  private func writeGradebook(to folder: OutputFolder) throws(ReportError) {
    var file = try folder.file(named: "gradebook.csv")
    try file.append(GradebookCSV.bytes(of: model.run))
    try file.commit()
  }
}
