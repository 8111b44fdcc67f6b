package import Results

/// The report of a grading run: pages for people and files for programs, in one folder.
///
/// Theory of operation. The audience's edition is made first; everything else only ever sees that. Each
/// page is then built as a tree, written under another name and renamed, the overview last, so a
/// reader never meets a page that is half written. Pages of an earlier report that are not part of
/// this one are removed at the end.
package struct Report {
  private let model: ReportModel
  private let assets: ReportAssets

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

    try folder.open(ReportModel.studentFolder)
    for student in model.run.students.indices {
      var page = StudentPage(model, student: student)
      try folder.write(
        page.serialized(), to: model.studentFile(student), in: ReportModel.studentFolder)
    }
    try folder.open(ReportModel.exerciseFolder)
    for exercise in model.run.exercises.indices {
      let page = ExercisePage(model: model, exercise: exercise)
      for number in 0..<page.pageCount {
        try folder.write(
          page.serialized(page: number), to: model.exerciseFile(exercise, page: number),
          in: ReportModel.exerciseFolder)
      }
    }
    try folder.open(ReportModel.heatMapFolder)
    if model.edition.audience.seesOtherStudents, model.heatMapPages.count > 1 {
      for number in model.heatMapPages.indices {
        try folder.write(
          HeatMapPage(model: model, page: number).serialized(),
          to: ReportModel.heatMapFile(page: number), in: ReportModel.heatMapFolder)
      }
    }
    try writeData(to: &folder)
    try folder.write(IndexPage(model: model).serialized(), to: "index.html")
    try folder.removeStalePages()
  }

  /// The audience's `results.json`, in pieces.
  package func writeResults(to sink: ([UInt8]) -> Void) {
    var writer = ResultsFile(model.run)
    writer.write(to: sink)
  }

  private func writeData(to folder: inout OutputFolder) throws(ReportError) {
    var results = try folder.file(named: "results.json")
    var writer = ResultsFile(model.run)
    try writer.write(to: { bytes throws(ReportError) in try results.append(bytes) })
    try results.commit()

    var junit = try folder.file(named: "junit.xml")
    try JUnitReport(model.run).write(to: &junit)
    try junit.commit()

    try folder.write(GradebookCSV.bytes(of: model.run), to: "gradebook.csv")
  }
}
