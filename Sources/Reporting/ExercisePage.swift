import Markup
import Results

/// What the class did in one exercise: `exercises/<id>.html`, and further pages for its students.
struct ExercisePage {
  let model: ReportModel
  let exercise: Int

  private var statistics: ExerciseStatistics { model.statistics.exercises[exercise] }
  private var title: String { model.run.exercises[exercise].title }

  /// The students of each page.
  private var studentPages: [Range<Int>] {
    guard model.edition.audience.seesOtherStudents else { return [] }
    return ReportModel.pages(of: model.run.students.count, rows: ReportLimits.studentRows)
  }

  /// The number of pages, at least one.
  var pageCount: Int { max(1, studentPages.count) }

  /// A page as a file; the first has the statistics, all have students.
  func serialized(page: Int) -> [UInt8] {
    var crumbs = [PageFrame.Crumb(text: CourseTitle.plain(title), url: nil)]
    if page > 0 {
      crumbs[0].url = PageURL(path: [model.exerciseFile(exercise)])
      crumbs.append(.init(text: "Page \(page + 1)", url: nil))
    }
    let frame = PageFrame(model, title: CourseTitle.plain(title), folders: 1, crumbs: crumbs)
    let main = frame.main
    main.add(.h1).addTitle(title)
    let lead = main.add(.p, "lead")
    lead.add(.code, text: Clipping.name(model.run.exercises[exercise].id))
    lead.text(", \(Points.text(model.run.exercises[exercise].maxScore)) points")
    if page == 0 {
      addOverview(to: main)
      addTests(to: main)
      if model.edition.audience.seesOtherStudents { addMessages(to: main) }
    }
    if !studentPages.isEmpty { addStudents(page: page, to: main) }
    return frame.serialized()
  }

  // MARK: Sections

  private func addOverview(to main: HTMLElement) {
    let section = main.addSection("At a glance", PageAnchor.overview.id)
    let distribution = statistics.distribution
    let whole = model.run.exercises[exercise].maxScore
    let total = statistics.counts.total
    section.addFigures([
      (
        "Passed", Points.percent(Double(statistics.counts[.pass]), of: Double(total)),
        "\(Points.grouped(statistics.counts[.pass])) of \(Points.grouped(total))"
      ),
      (
        "Mean", Points.text(distribution.mean), Points.percent(distribution.mean, of: whole)
      ),
      (
        "Median", Points.text(distribution.median), Points.percent(distribution.median, of: whole)
      ),
      (
        "Does not compile", Points.grouped(statistics.compileErrors),
        "of \(Points.grouped(total))"
      ),
    ])
    section.addVerdictCounts(statistics.counts)
  }

  private func addTests(to main: HTMLElement) {
    let section = main.addSection("Tests", PageAnchor.tests.id)
    if statistics.tests.isEmpty {
      section.add(.p, "muted", text: "No test of this exercise has run.")
      return
    }
    let table = section.addTable(
      caption: "Tests and how many submissions pass them", "sortable", "filterable")
    let body = table.addBody(
      under: ["Test", "Shown"] + ColumnHeading.verdicts + [.number("Points")])
    for test in statistics.tests {
      let row = body.add(.tr)
      let name = row.add(.th).set(.scope, "row")
      name.addTitle(test.name)
      name.add(.span, "id", text: Clipping.name(test.id))
      row.add(.td).add(.span, "tag", text: test.visibility.label)
      row.addVerdictCells(test.counts)
      row.add(.td, "number", text: Points.text(test.maxScore))
    }
  }

  private func addMessages(to main: HTMLElement) {
    let tests = statistics.tests.filter { !$0.commonMessages.isEmpty }
    if tests.isEmpty { return }
    let section = main.addSection("Common failures", PageAnchor.messages.id)
    for test in tests {
      section.add(.h3).addTitle(test.name)
      let list = section.add(.ol, "messages")
      for message in test.commonMessages {
        let item = list.add(.li)
        item.add(.p, "message", text: Clipping.line(message.text))
        let note = item.add(.p, "muted", text: Points.count(message.count, "student") + ": ")
        for (position, student) in message.examples.enumerated() {
          if position > 0 { note.text(", ") }
          addStudentLink(student, to: note)
        }
        if message.count > message.examples.count { note.text(" …") }
      }
    }
  }

  private func addStudents(page: Int, to main: HTMLElement) {
    let students = studentPages[page]
    let section = main.addSection("Students", PageAnchor.students.id)
    let table = section.addTable(
      caption: "Students and their results in this exercise", "sortable", "filterable")
    let body = table.addBody(under: [
      "Student", "Verdict", .number("Points"), .wide("First failure"),
    ])
    for student in students {
      let row = body.add(.tr)
      addStudentLink(student, to: row.add(.th).set(.scope, "row"))
      let result = model.result(of: student, in: exercise)
      let verdict = row.add(.td)
      verdict.addVerdict(result?.verdict ?? .notRun)
      if result?.isFlaky == true { verdict.add(.span, "tag", "flaky", text: "flaky") }
      let points = result.map { $0.hasScore ? Points.text($0.score) : "–" } ?? "–"
      row.add(.td, "number", text: points)
      row.add(.td, "wide", text: result.map(firstFailure) ?? "nothing was handed in")
    }
    main.addPager(
      page: page, count: pageCount, noun: "page",
      url: { PageURL(path: [model.exerciseFile(exercise, page: $0)]) })
  }

  private func addStudentLink(_ student: Int, to element: HTMLElement) {
    let url = PageURL(
      up: 1, path: [ReportModel.studentFolder, model.studentFile(student)],
      anchor: model.anchors[exercise])
    element.add(.a).set(.href, url)
      .add(.bdi, text: Clipping.name(model.run.students[student].displayName))
  }

  /// Why a result is not a pass, in one line.
  private func firstFailure(_ result: ExerciseResult) -> String {
    if let reason = result.reason, !reason.isEmpty { return Clipping.line(reason) }
    if result.compile.status != .ok { return "does not compile" }
    let test =
      result.tests.first { $0.verdict == .fail } ?? result.tests.first { $0.verdict != .pass }
    return test.map { Clipping.line($0.name) } ?? ""
  }
}
