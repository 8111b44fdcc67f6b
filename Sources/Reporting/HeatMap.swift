import Markup
import Results

/// The table of students and exercises, whose cells say by colour, sign and number how it went.
struct HeatMap {
  let model: ReportModel
  /// The students of this page, by their places in the run.
  let students: Range<Int>
  /// How many folders below the report the page is.
  let folders: Int

  func add(to section: HTMLElement) {
    HeatMap.addLegend(to: section)
    let table = section.addTable(
      caption: "Students and exercises: points and verdicts", "heat-map", "sortable", "filterable")
    addHead(to: table)
    let body = table.add(.tbody)
    for student in students { addRow(student, to: body) }
    if students.isEmpty { section.add(.p, "muted", text: "There are no submissions.") }
  }

  private func addHead(to table: HTMLElement) {
    let head = table.add(.thead).add(.tr)
    head.add(.th, text: "Student").set(.scope, "col")
    for (index, exercise) in model.run.exercises.enumerated() {
      let cell = head.add(.th).set(.scope, "col")
        .data("anchor", model.anchors[index].description)
      let url = PageURL(
        up: folders, path: [ReportModel.exerciseFolder, model.exerciseFile(index)])
      let link = cell.add(.a).set(.href, url).set(.title, CourseTitle.plain(exercise.title))
      link.add(.bdi, text: Clipping.name(exercise.id))
      cell.add(.span, "id", text: "of \(Points.text(exercise.maxScore))")
    }
    let total = head.add(.th, "number", text: "Total").set(.scope, "col")
    total.add(.span, "id", text: "of \(Points.text(model.statistics.maxScore))")
  }

  private func addRow(_ student: Int, to body: HTMLElement) {
    let result = model.run.students[student]
    let row = body.add(.tr)
    let name = row.add(.th).set(.scope, "row")
    let url = PageURL(
      up: folders, path: [ReportModel.studentFolder, model.studentFile(student)])
    name.add(.a).set(.href, url).add(.bdi, text: Clipping.name(result.displayName))
    if result.displayName != result.id {
      name.add(.span, "id").add(.bdi, text: Clipping.name(result.id))
    }
    for exercise in model.run.exercises.indices {
      guard let result = model.result(of: student, in: exercise) else {
        HeatMap.addCell(HeatLevel.notRun.cssClass, .notRun, points: "–", to: row)
        continue
      }
      let points = result.hasScore ? Points.text(result.score) : "–"
      HeatMap.addCell(
        HeatLevel(of: result).cssClass, result.verdict, points: points, isFlaky: result.isFlaky,
        to: row)
    }
    row.add(.td, "number", "total", text: Points.text(result.score))
  }

  private static func addCell(
    _ level: CSSClass, _ verdict: Verdict, points: String, isFlaky: Bool = false,
    to row: HTMLElement
  ) {
    let cell = row.add(.td, level, text: "\(verdict.symbol) \(points)")
    // Colour and sign say it to the eye; the word says it to whoever listens.
    cell.add(.span, "visually-hidden", text: " \(verdict.label)")
    if isFlaky { cell.add(.span, "tag", "flaky", text: "flaky") }
  }

  private static func addLegend(to section: HTMLElement) {
    let legend = section.add(.ul, "legend", "heat-legend").set(.ariaLabel, "Legend")
    for level in HeatLevel.allCases {
      let symbol: Verdict =
        switch level {
        case .everything: .pass
        case .notRun: .notRun
        case .graderError: .graderError
        default: .fail
        }
      legend.add(.li, level.cssClass, text: "\(symbol.symbol) \(level.label)")
    }
  }

  // MARK: Large classes

  /// Adds how many students got how far in each exercise, for classes whose map has many pages.
  static func addBins(of model: ReportModel, to section: HTMLElement) {
    let table = section.addTable(caption: "Students by exercise and result", "heat-map", "sortable")
    let body = table.addBody(
      under: ["Exercise"] + HeatLevel.allCases.map { ColumnHeading($0.label) })
    for (index, exercise) in model.run.exercises.enumerated() {
      let levels = model.statistics.exercises[index].levels
      let row = body.add(.tr)
      row.add(.th, text: Clipping.name(exercise.id)).set(.scope, "row")
      for level in HeatLevel.allCases {
        let count = levels[level] ?? 0
        // A cell without students has no colour, so that the shape of the counts is seen.
        row.add(.td, text: Points.grouped(count)).classes(count > 0 ? [level.cssClass] : [])
      }
    }
  }

  /// Adds the names of the first and the last student of a page.
  static func addRange(_ students: Range<Int>, of model: ReportModel, to element: HTMLElement) {
    guard let first = students.first, let last = students.last else { return }
    element.add(.bdi, text: Clipping.name(model.run.students[first].displayName))
    if first == last { return }
    element.text(" to ")
    element.add(.bdi, text: Clipping.name(model.run.students[last].displayName))
  }
}

/// A page of the heat map of a class that is too large for the overview: `class/<n>.html`.
struct HeatMapPage {
  let model: ReportModel
  let page: Int

  /// The page as a file.
  func serialized() -> [UInt8] {
    let pages = model.heatMapPages
    let title = "Students, list \(page + 1) of \(pages.count)"
    let frame = PageFrame(model, title: title, folders: 1, crumbs: [.init(text: title, url: nil)])
    frame.main.add(.h1, text: title)
    let lead = frame.main.add(.p, "lead")
    HeatMap.addRange(pages[page], of: model, to: lead)
    let section = frame.main.add(.section)
    HeatMap(model: model, students: pages[page], folders: 1).add(to: section)
    frame.main.addPager(
      page: page, count: pages.count, noun: "list",
      url: { PageURL(path: [ReportModel.heatMapFile(page: $0)]) })
    return frame.serialized()
  }
}
