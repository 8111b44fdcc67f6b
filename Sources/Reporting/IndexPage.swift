import Markup
import Results

/// The overview of the class: `index.html`.
struct IndexPage {
  let model: ReportModel

  /// The page as a file.
  func serialized() -> [UInt8] {
    let frame = PageFrame(model, title: model.run.course.title, folders: 0, crumbs: [])
    let main = frame.main
    main.add(.h1).add(.bdi, text: Clipping.name(model.run.course.title))
    main.add(.p, "lead", text: lead)
    if model.edition.audience.seesOtherStudents {
      addAttention(to: main)
      addFlaky(to: main)
    }
    let columns = main.add(.div, "columns")
    addGlance(to: columns)
    addDistribution(to: columns)
    addExercises(to: main)
    if model.edition.audience.seesOtherStudents {
      addInsight(to: main)
      addStudents(to: main)
    }
    return frame.serialized()
  }

  private var lead: String {
    let students = Points.count(model.run.students.count, "student")
    let exercises = Points.count(model.run.exercises.count, "exercise")
    let points = Points.text(model.statistics.maxScore)
    return "\(students), \(exercises), \(points) \(points == "1" ? "point" : "points") in all."
  }

  // MARK: Sections

  /// Faults of the grader come first: they are the teacher's to mend and nobody's score.
  private func addAttention(to main: HTMLElement) {
    let errors = model.statistics.graderErrors
    if errors.isEmpty { return }
    let section = main.addSection(
      "The grader failed on \(Points.count(errors.count, "result"))", PageAnchor.attention.id,
      "notice", "notice-error")
    section.add(
      .p, text: "These are faults of the grader or of its tests, and count for no student's score.")
    let list = section.add(.ul, "plain")
    for (student, exercise) in errors.prefix(ReportLimits.graderErrorsListed) {
      let item = list.add(.li)
      addResultLink(student, exercise, to: item)
      let reason = model.result(of: student, in: exercise)?.reason ?? ""
      if !reason.isEmpty { item.text(": \(Clipping.line(reason))") }
    }
    let more = errors.count - ReportLimits.graderErrorsListed
    if more > 0 { section.add(.p, "muted", text: "and \(Points.grouped(more)) more") }
  }

  /// What ended differently in different runs is the teacher's to look at.
  private func addFlaky(to main: HTMLElement) {
    let results = model.statistics.flakyResults
    if results.isEmpty { return }
    let section = main.addSection(
      "\(Points.count(results.count, "result")) \(results.count == 1 ? "is" : "are") flaky",
      PageAnchor.flaky.id, "notice")
    section.add(
      .p, text: "Tests of these ended differently in different runs. The worst run is the score.")
    let list = section.add(.ul, "plain")
    for (student, exercise) in results.prefix(ReportLimits.flakyListed) {
      let item = list.add(.li)
      addResultLink(student, exercise, to: item)
      for test in model.result(of: student, in: exercise)?.tests ?? [] {
        guard let runs = test.flaky else { continue }
        item.text(" · ").addTitle(test.name)
        item.text(": \(Points.grouped(runs.pass)) of \(Points.grouped(runs.total)) runs passed")
      }
    }
    let more = results.count - ReportLimits.flakyListed
    if more > 0 { section.add(.p, "muted", text: "and \(Points.grouped(more)) more") }
  }

  private func addResultLink(_ student: Int, _ exercise: Int, to item: HTMLElement) {
    let url = PageURL(
      path: [ReportModel.studentFolder, model.studentFile(student)],
      anchor: model.anchors[exercise])
    let link = item.add(.a).set(.href, url)
    link.add(.bdi, text: Clipping.name(model.run.students[student].displayName))
    link.text(", ")
    link.add(.bdi, text: Clipping.name(model.run.exercises[exercise].id))
  }

  private func addGlance(to parent: HTMLElement) {
    let section = parent.addSection("At a glance", PageAnchor.overview.id)
    let distribution = model.statistics.distribution
    let whole = model.statistics.maxScore
    section.addFigures([
      (
        "Mean", Points.text(distribution.mean), Points.percent(distribution.mean, of: whole)
      ),
      (
        "Median", Points.text(distribution.median), Points.percent(distribution.median, of: whole)
      ),
      (
        "Range", "\(Points.text(distribution.lowest))–\(Points.text(distribution.highest))",
        "of \(Points.text(whole))"
      ),
      (
        "Full marks", Points.grouped(distribution.fullMarks),
        "of \(Points.count(distribution.count, "student"))"
      ),
    ])
    section.add(.h3, text: "Results by verdict")
    section.addVerdictCounts(model.statistics.counts)
  }

  private func addDistribution(to parent: HTMLElement) {
    let section = parent.addSection("Score distribution", PageAnchor.distribution.id)
    let figure = section.add(.figure)
    Charts.addHistogram(of: model.statistics.distribution, to: figure)
    figure.add(
      .figcaption, text: "Students by share of the full score, in steps of ten percent.")
    let details = section.add(.details)
    details.add(.summary, text: "The same as a table")
    let table = details.addTable(caption: "Students by share of the full score", "compact")
    let body = table.addBody(under: ["Share", .number("Students")])
    for (bin, count) in model.statistics.distribution.bins.enumerated() {
      let row = body.add(.tr)
      row.add(.th, text: Charts.binLabel(bin)).set(.scope, "row")
      row.add(.td, "number", text: Points.grouped(count))
    }
  }

  private func addExercises(to main: HTMLElement) {
    let section = main.addSection("Exercises", PageAnchor.exercises.id)
    let table = section.addTable(
      caption: "Exercises and how the class did in them", "sortable", "filterable")
    let body = table.addBody(
      under: ["Exercise"] + ColumnHeading.verdicts + [.number("Mean"), .number("Points")])
    for (index, exercise) in model.run.exercises.enumerated() {
      let statistics = model.statistics.exercises[index]
      let row = body.add(.tr)
      let name = row.add(.th).set(.scope, "row")
      let url = PageURL(path: [ReportModel.exerciseFolder, model.exerciseFile(index)])
      name.add(.a).set(.href, url).addTitle(exercise.title)
      name.add(.span, "id", text: Clipping.name(exercise.id))
      row.addVerdictCells(statistics.counts)
      row.add(.td, "number", text: Points.text(statistics.distribution.mean))
      row.add(.td, "number", text: Points.text(exercise.maxScore))
    }
  }

  private func addInsight(to main: HTMLElement) {
    let section = main.addSection("Insight", PageAnchor.insight.id)
    let list = section.add(.ul)
    let insight = list.add(.li)
    insight.link("Insight", to: PageURL(path: [ReportModel.insightFolder, "index.html"]))
    insight.text(": how hard each test is and what it tells, and the mistakes of the whole class")
    if let found = model.run.similarity {
      let pairs = found.exercises.reduce(0) { $0 + $1.pairs.count }
      let similarity = list.add(.li)
      similarity.link(
        "Similarity", to: PageURL(path: [ReportModel.similarityFolder, "index.html"]))
      similarity.text(": \(Points.count(pairs, "pair")) of submissions that share passages")
    }
  }

  private func addStudents(to main: HTMLElement) {
    let section = main.addSection("Students", PageAnchor.students.id)
    let pages = model.heatMapPages
    guard pages.count > 1 else {
      HeatMap(model: model, students: 0..<model.run.students.count, folders: 0).add(to: section)
      return
    }
    section.add(
      .p,
      text: "How many students got how far in each exercise; the lists below name them.")
    HeatMap.addBins(of: model, to: section)
    section.add(.h3, text: "Lists")
    let list = section.add(.ol, "page-list")
    for (page, students) in pages.enumerated() {
      let url = PageURL(path: [ReportModel.heatMapFolder, ReportModel.heatMapFile(page: page)])
      let link = list.add(.li).add(.a).set(.href, url)
      HeatMap.addRange(students, of: model, to: link)
    }
  }
}

extension StudentResult {
  /// The name; where it is blank, the id; and where that is blank too, words that say so.
  var displayName: String {
    [name, id].first { !$0.allSatisfy(\.isWhitespace) } ?? "(no name)"
  }
}
