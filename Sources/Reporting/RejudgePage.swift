import Markup
package import Results

/// A rejudging set as a page to look at before it counts, and as lines for a terminal.
package struct RejudgePage {
  private let rejudging: Rejudging
  private let assets: ReportAssets

  /// The most students in one page.
  private static let changesMax = 1_000

  /// Prepares the page of a set.
  ///
  /// - Parameters:
  ///   - rejudging: The set.
  ///   - assets: The style sheet and the script of the report.
  package init(_ rejudging: Rejudging, assets: ReportAssets) {
    self.rejudging = rejudging
    self.assets = assets
  }

  /// Writes the page, with what it needs, into the folder of the set.
  ///
  /// - Throws: `ReportError` with the file that could not be written.
  package func write(to path: String) throws(ReportError) {
    var folder = try OutputFolder(path: path)
    try folder.open("assets")
    try folder.write(assets.css, to: "report.css", in: "assets")
    try folder.write(assets.js, to: "report.js", in: "assets")
    try folder.write(serialized(), to: "index.html")
  }

  private func serialized() -> [UInt8] {
    let document = HTMLDocument(title: "Rejudging of \(Clipping.name(rejudging.exercise))")
    document.addStyleSheet(PageURL(path: ["assets", "report.css"]))
    document.addScript(PageURL(path: ["assets", "report.js"]))
    let main = document.body.add(.main, "wrap").set(.id, PageAnchor.content.id)
    let heading = main.add(.h1)
    heading.text("Rejudging of ")
    heading.add(.bdi, text: Clipping.name(rejudging.title))
    main.add(.p, "lead", text: Self.summary(of: rejudging))
    main.add(
      .p, "muted",
      text: "Nothing of this counts until the set is applied. Computed \(rejudging.date).")
    addStudents(to: main)
    if !rejudging.missing.isEmpty {
      let section = main.addSection(
        "No longer among the submissions", PageAnchor.attention.id, "notice")
      section.add(.p, text: "The results of these students stay as they are.")
      let list = section.add(.ul, "plain")
      for student in rejudging.missing.prefix(Self.changesMax) {
        list.add(.li).add(.bdi, text: Clipping.name(student))
      }
    }
    return document.serialized()
  }

  private func addStudents(to main: HTMLElement) {
    guard !rejudging.changes.isEmpty else { return }
    let section = main.addSection("Who changes", PageAnchor.students.id)
    let table = section.addTable(caption: "Who changes")
    let body = table.addBody(under: ["Student", "Before", "After", "Difference", "Tests"])
    for change in rejudging.changes.prefix(Self.changesMax) {
      let row = body.add(.tr)
      row.add(.th).set(.scope, "row").add(.bdi, text: Clipping.name(change.name))
      for outcome in [change.before, change.after] {
        let cell = row.add(.td)
        cell.addVerdict(outcome.verdict)
        cell.text(" " + Self.points(outcome))
      }
      let difference = row.add(.td, "number", text: Self.difference(of: change))
      if let points = change.overriddenTo {
        difference.text(" (set by a teacher to \(Points.text(points)), which stays)")
      }
      let list = row.add(.td).add(.ul, "plain")
      for test in change.tests {
        let item = list.add(.li)
        item.add(.bdi, text: Clipping.name(test.name))
        item.text(": \(Self.text(test.before)) → \(Self.text(test.after))")
        if !test.message.isEmpty { item.text(". \(Clipping.line(test.message))") }
      }
    }
    let more = rejudging.changes.count - Self.changesMax
    if more > 0 {
      section.add(.p, "muted", text: "and \(Points.grouped(more)) more, all in rejudging.json")
    }
  }

  // MARK: Words

  /// The set in lines for a terminal.
  package static func text(of rejudging: Rejudging) -> String {
    var lines = [summary(of: rejudging)]
    for change in rejudging.changes {
      let overridden =
        change.overriddenTo.map { ", stays at \(Points.text($0)) by a teacher" } ?? ""
      lines.append(
        "\(PlainText.sanitised(change.student)): \(change.before.verdict.label) "
          + "\(points(change.before)) → \(change.after.verdict.label) \(points(change.after)) "
          + "(\(difference(of: change))\(overridden))")
      for test in change.tests {
        lines.append(
          "    \(PlainText.sanitised(test.id)): \(text(test.before)) → \(text(test.after))")
      }
    }
    if !rejudging.missing.isEmpty {
      lines.append(
        "no longer among the submissions, and so as they were: "
          + rejudging.missing.map(PlainText.sanitised).joined(separator: ", "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func summary(of rejudging: Rejudging) -> String {
    let changes = rejudging.changes
    let up = changes.count { $0.after.score > $0.before.score }
    let down = changes.count { $0.after.score < $0.before.score }
    let worth =
      rejudging.maxScoreBefore == rejudging.maxScoreAfter
      ? ""
      : " It is worth \(Points.text(rejudging.maxScoreAfter)) points instead of "
        + "\(Points.text(rejudging.maxScoreBefore))."
    return "\(rejudging.exercise): \(Points.count(changes.count, "result")) of "
      + "\(Points.grouped(changes.count + rejudging.unchanged)) would change, "
      + "\(Points.grouped(up)) for the better and \(Points.grouped(down)) for the worse.\(worth)"
  }

  private static func points(_ outcome: Rejudging.Outcome) -> String {
    outcome.verdict == .graderError ? "–" : Points.text(outcome.score)
  }

  private static func difference(of change: Rejudging.Change) -> String {
    let difference = change.after.score - change.before.score
    return (difference > 0 ? "+" : "") + Points.text(difference)
  }

  private static func text(_ outcome: Rejudging.TestOutcome?) -> String {
    guard let outcome else { return "none" }
    return outcome.verdict == .graderError
      ? outcome.verdict.label
      : "\(outcome.verdict.label) \(Points.text(outcome.score)) of \(Points.text(outcome.maxScore))"
  }
}
