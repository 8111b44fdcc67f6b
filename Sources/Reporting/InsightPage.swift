import Markup
import Results

/// What the class's results say of the tests and of what is hard: `insight/index.html`, for instructors.
struct InsightPage {
  let model: ReportModel
  let analysis: ItemAnalysis

  /// The page as a file.
  func serialized() -> [UInt8] {
    let frame = PageFrame(
      model, title: "Insight", folders: 1, crumbs: [.init(text: "Insight", url: nil)])
    let main = frame.main
    main.add(.h1, text: "Insight")
    main.add(
      .p, "lead", text: "What the results say of the tests, and where the class goes wrong.")
    addMisconceptions(to: main)
    addItems(to: main)
    addHistograms(to: main)
    return frame.serialized()
  }

  // MARK: Misconceptions

  private func addMisconceptions(to main: HTMLElement) {
    let section = main.addSection("Messages across the class", PageAnchor.messages.id)
    let found = Misconceptions(of: model.run)
    if found.groups.isEmpty {
      section.add(.p, "muted", text: "No test has failed with a message.")
      return
    }
    section.add(
      .p,
      text: "Failures with the same message, whichever test gave it; messages that differ in "
        + "numbers alone are one.")
    let table = section.addTable(
      caption: "Messages of failed tests, and who got them", "sortable", "filterable")
    let body = table.addBody(under: [
      "Message", .number("Students"), .number("Tests"), .wide("First given by"), .wide("Who"),
    ])
    for group in found.groups.prefix(ReportLimits.messagesShown) {
      let row = body.add(.tr)
      row.add(.th, text: group.message).set(.scope, "row")
      row.add(.td, "number", text: Points.grouped(group.students.count))
      row.add(.td, "number", text: Points.grouped(group.tests))
      let place = row.add(.td, "wide")
      addExerciseLink(group.exercise, to: place)
      place.text(": ").addTitle(group.test)
      addStudents(group, to: row.add(.td, "wide"))
    }
    let more = found.groups.count - ReportLimits.messagesShown
    if more > 0 {
      let atLeast = found.isCut ? "at least " : ""
      section.add(.p, "muted", text: "and \(atLeast)\(Points.count(more, "more message"))")
    }
  }

  private func addStudents(_ group: Misconceptions.Group, to cell: HTMLElement) {
    for (position, student) in group.students.prefix(ReportLimits.studentsNamed).enumerated() {
      if position > 0 { cell.text(", ") }
      cell.addStudentLink(student, anchor: model.anchors[group.exercise], model: model)
    }
    let more = group.students.count - ReportLimits.studentsNamed
    if more > 0 { cell.text(" and \(Points.grouped(more)) more") }
  }

  // MARK: Items

  private func addItems(to main: HTMLElement) {
    let section = main.addSection("Tests", PageAnchor.tests.id)
    if analysis.items.isEmpty {
      section.add(.p, "muted", text: "No test has run.")
      return
    }
    let list = section.add(.ul)
    list.add(
      .li,
      text: "Difficulty is the mean share of a test's points: 100% if everybody earned all.")
    list.add(
      .li,
      text: "Discrimination is the correlation of a test with the sum of the exercise's other "
        + "tests. Near 1, who does well elsewhere does well here; below 0 it is the other way "
        + "round, and the test should be looked at. It is left out for fewer than "
        + "\(ItemFigures.resultsMin) results, and where all are equal.")
    list.add(.li, text: "Results in which a test did not run, or the grader failed, do not count.")
    let table = section.addTable(
      caption: "Tests, their difficulty and discrimination", "sortable", "filterable")
    let body = table.addBody(under: [
      "Test", "Exercise", .number("Results"), .number("Difficulty"), .number("Discrimination"),
      .number("Median ms"), .number("Worst ms"), "Look at",
    ])
    for item in analysis.items.prefix(ReportLimits.itemsShown) { addRow(item, to: body) }
    let more = analysis.items.count - ReportLimits.itemsShown
    if more > 0 {
      section.add(
        .p, "muted", text: "and \(Points.count(more, "more test")), in results.json")
    }
  }

  private func addRow(_ item: ItemFigures, to body: HTMLElement) {
    let row = body.add(.tr)
    let name = row.add(.th).set(.scope, "row")
    name.addTitle(item.name)
    // The filter looks into the first cell.
    name.add(
      .span, "id",
      text: Clipping.name("\(model.run.exercises[item.exercise].id): \(item.id)"))
    addExerciseLink(item.exercise, to: row.add(.td))
    row.add(.td, "number", text: Points.grouped(item.results))
    row.add(.td, "number", text: Points.percent(item.difficulty, of: 1))
    row.add(.td, "number", text: item.discrimination.map(Points.text) ?? "–")
    row.add(.td, "number", text: Points.text(item.medianMilliseconds))
    row.add(.td, "number", text: Points.text(item.worstMilliseconds))
    let remark = row.add(.td)
    if let text = item.remark?.label { remark.add(.span, "tag", text: text) }
  }

  // MARK: Scores

  private func addHistograms(to main: HTMLElement) {
    let section = main.addSection("Scores by exercise", PageAnchor.distribution.id)
    if model.run.exercises.isEmpty || model.run.students.isEmpty {
      section.add(.p, "muted", text: "There are no scores.")
      return
    }
    section.add(
      .p,
      text: "How many students earned which share of an exercise's points. Results in which the "
        + "grader failed are left out.")
    let grid = section.add(.div, "histograms")
    for place in model.run.exercises.indices.prefix(ReportLimits.histogramsShown) {
      let figure = grid.add(.figure)
      addExerciseLink(place, to: figure.add(.figcaption))
      Charts.addHistogram(of: model.statistics.exercises[place].distribution, to: figure)
    }
    let more = model.run.exercises.count - ReportLimits.histogramsShown
    if more > 0 {
      section.add(
        .p, "muted", text: "and \(Points.count(more, "more exercise")), on pages of their own")
    }
    let details = section.add(.details)
    details.add(.summary, text: "The same as a table")
    let table = details.addTable(
      caption: "Students by exercise and share of its points", "compact")
    let body = table.addBody(
      under: ["Exercise"] + (0..<10).map { ColumnHeading.number(Charts.binLabel($0)) })
    for place in model.run.exercises.indices.prefix(ReportLimits.histogramsShown) {
      let row = body.add(.tr)
      addExerciseLink(place, to: row.add(.th).set(.scope, "row"))
      for count in model.statistics.exercises[place].distribution.bins {
        row.add(.td, "number", text: Points.grouped(count))
      }
    }
  }

  private func addExerciseLink(_ exercise: Int, to element: HTMLElement) {
    element.addExerciseLink(exercise, model: model)
  }
}

extension ItemFigures.Remark {
  /// The remark in a few words.
  var label: String {
    switch self {
    case .nobody: "nobody earns a point"
    case .everybody: "everybody passes"
    case .turned: "the better fail it"
    case .weak: "says little of the rest"
    }
  }
}

extension HTMLElement {
  /// Adds a link to an exercise's page, from a page one folder below the report.
  func addExerciseLink(_ exercise: Int, model: ReportModel) {
    let url = PageURL(up: 1, path: [ReportModel.exerciseFolder, model.exerciseFile(exercise)])
    add(.a).set(.href, url).addTitle(model.run.exercises[exercise].title)
  }

  /// Adds a link to a student's result, from a page one folder below the report.
  func addStudentLink(_ student: Int, anchor: AnchorID?, model: ReportModel) {
    let url = PageURL(
      up: 1, path: [ReportModel.studentFolder, model.studentFile(student)], anchor: anchor)
    add(.a).set(.href, url)
      .add(.bdi, text: Clipping.name(model.run.students[student].displayName))
  }
}
