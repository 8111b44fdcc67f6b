import Markup
import Results

/// Two submissions side by side, what they share marked: `similarity/<exercise>~pair<n>.html`.
struct PairPage {
  let model: ReportModel
  let pair: SimilarityModel.Pair

  /// The page as a file.
  func serialized() -> [UInt8] {
    let names = [pair.left, pair.right].map {
      Clipping.name(model.run.students[$0].displayName)
    }
    let title = names.joined(separator: " and ")
    let frame = PageFrame(
      model, title: title, folders: 1,
      crumbs: [
        .init(text: "Similarity", url: PageURL(path: ["index.html"])),
        .init(text: title, url: nil),
      ])
    let main = frame.main
    let heading = main.add(.h1)
    heading.add(.bdi, text: names[0])
    heading.text(" and ")
    heading.add(.bdi, text: names[1])
    let lead = main.add(.p, "lead")
    lead.addExerciseLink(pair.exercise, model: model)
    let figures = pair.figures
    lead.text(
      ": \(Points.count(figures.shared, "shared fingerprint")), "
        + "\(Points.percent(figures.leftCoverage, of: 1)) of the first's and "
        + "\(Points.percent(figures.rightCoverage, of: 1)) of the second's")
    main.add(.p, text: SimilarityPage.caution)
    let left = ComparedText(
      pair.leftWork, figures.passages.map(\.left), budget: ReportLimits.pairSideBytes)
    let right = ComparedText(
      pair.rightWork, figures.passages.map(\.right), budget: ReportLimits.pairSideBytes)
    addPassages(left, right, to: main)
    let columns = main.add(.div, "columns", "side-by-side")
    addSide(left, .left, other: right, student: pair.left, to: columns)
    addSide(right, .right, other: left, student: pair.right, to: columns)
    return frame.serialized()
  }

  /// One of the two.
  private enum Side: String {
    case left
    case right

    var other: Side { self == .left ? .right : .left }
  }

  private static func anchor(_ side: Side, _ passage: Int) -> AnchorID {
    AnchorID(slugging: "\(side.rawValue)-passage-\(passage + 1)")
  }

  // MARK: Sections

  private func addPassages(_ left: ComparedText, _ right: ComparedText, to main: HTMLElement) {
    let section = main.addSection("Shared passages", PageAnchor.passages.id)
    let passages = pair.figures.passages
    if passages.isEmpty {
      section.add(.p, "muted", text: "No passage is long enough to be shown.")
      return
    }
    let table = section.addTable(caption: "Passages that both have, and their lines", "compact")
    let body = table.addBody(under: [
      .number("Passage"), "Lines of the first", "Lines of the second", .number("Tokens"),
    ])
    for (number, passage) in passages.enumerated() {
      let row = body.add(.tr)
      row.add(.th, "number", text: String(number + 1)).set(.scope, "row")
      addPlace(passage.left, .left, number, left, to: row.add(.td))
      addPlace(passage.right, .right, number, right, to: row.add(.td))
      row.add(.td, "number", text: Points.grouped(passage.tokens))
    }
  }

  private func addPlace(
    _ place: ClassSimilarity.Place, _ side: Side, _ number: Int, _ text: ComparedText,
    to cell: HTMLElement
  ) {
    let lines = place.first == place.last ? "\(place.first)" : "\(place.first)–\(place.last)"
    if text.shown.contains(number) {
      cell.link(lines, to: PageURL(anchor: Self.anchor(side, number)))
    } else {
      cell.text(lines)
    }
    if text.files.count > 1, text.files.indices.contains(place.file) {
      cell.text(" of ").add(.bdi, text: Clipping.name(text.files[place.file].name))
    }
  }

  private func addSide(
    _ text: ComparedText, _ side: Side, other: ComparedText, student: Int, to columns: HTMLElement
  ) {
    let section = columns.add(.section).set(.id, (side == .left ? PageAnchor.left : .right).id)
    section.add(.h2)
      .addStudentLink(student, anchor: model.anchors[pair.exercise], model: model)
    if text.files.isEmpty { section.add(.p, "muted", text: "There is no file.") }
    for file in text.files {
      section.add(.h3).add(.bdi, text: Clipping.name(file.name))
      if file.chunks.isEmpty {
        section.add(.p, "muted", text: file.isWhole ? "The file is empty." : "It is not shown.")
        continue
      }
      let box = section.add(.pre, "source").set(.tabindex, 0)
      box.set(.role, "group").set(.ariaLabel, "A submission, shared passages marked")
      for chunk in file.chunks {
        guard let passage = chunk.passage else {
          box.text(chunk.text)
          continue
        }
        let mark = box.add(.span, "here")
        if chunk.isFirst {
          mark.set(.id, Self.anchor(side, passage))
          if other.shown.contains(passage) {
            mark.link(
              "passage \(passage + 1)", to: PageURL(anchor: Self.anchor(side.other, passage)))
          } else {
            mark.text("passage \(passage + 1)")
          }
          mark.text("\n")
        }
        mark.text(chunk.text)
      }
      if !file.isWhole { section.add(.p, "muted", text: "The rest is not shown.") }
    }
  }
}
