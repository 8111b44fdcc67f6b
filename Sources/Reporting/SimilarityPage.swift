import Markup
import Results

/// The pairs of submissions that share most: `similarity/index.html`, for instructors.
struct SimilarityPage {
  let model: ReportModel
  let similarity: SimilarityModel

  /// What every page about it says first.
  static let caution =
    "A shared passage is a reason to look, and no verdict: some tasks have few solutions, and work "
    + "in pairs may have been allowed."

  /// The page as a file.
  func serialized() -> [UInt8] {
    let frame = PageFrame(
      model, title: "Similarity", folders: 1, crumbs: [.init(text: "Similarity", url: nil)])
    let main = frame.main
    main.add(.h1, text: "Similarity")
    main.add(.p, "lead", text: "Submissions that share passages, whatever their names and layout.")
    main.add(.p, text: Self.caution)
    addPairs(to: main)
    addCompared(to: main)
    return frame.serialized()
  }

  private func addPairs(to main: HTMLElement) {
    let section = main.addSection("Pairs", PageAnchor.pairs.id)
    if similarity.pairs.isEmpty {
      section.add(.p, "muted", text: "No two submissions share a passage that counts.")
      return
    }
    section.add(
      .p,
      text: "Of each exercise the pairs that share most, the first with rank 1. What the course "
        + "hands out, its solutions, and what more than half of the class has do not count.")
    let table = section.addTable(
      caption: "Pairs of submissions that share passages", "sortable", "filterable")
    let body = table.addBody(under: [
      "Pair", "Exercise", .number("Rank"), .number("Shared fingerprints"), .number("Of the first"),
      .number("Of the second"), .number("Passages"),
    ])
    for pair in similarity.pairs {
      let row = body.add(.tr)
      let name = row.add(.th).set(.scope, "row")
      let link = name.add(.a).set(.href, PageURL(path: [pair.file]))
      link.add(.bdi, text: Clipping.name(model.run.students[pair.left].displayName))
      link.text(" and ")
      link.add(.bdi, text: Clipping.name(model.run.students[pair.right].displayName))
      // The filter looks into the first cell.
      name.add(.span, "id", text: Clipping.name(model.run.exercises[pair.exercise].id))
      row.add(.td).addExerciseLink(pair.exercise, model: model)
      row.add(.td, "number", text: Points.grouped(pair.rank))
      row.add(.td, "number", text: Points.grouped(pair.figures.shared))
      row.add(.td, "number", text: Points.percent(pair.figures.leftCoverage, of: 1))
      row.add(.td, "number", text: Points.percent(pair.figures.rightCoverage, of: 1))
      row.add(.td, "number", text: Points.grouped(pair.figures.passages.count))
    }
  }

  private func addCompared(to main: HTMLElement) {
    let section = main.addSection("What was compared", PageAnchor.exercises.id)
    if similarity.compared.isEmpty {
      section.add(.p, "muted", text: "There are no exercises.")
      return
    }
    let table = section.addTable(caption: "Exercises and how much of them was compared", "compact")
    let body = table.addBody(under: ["Exercise", .number("Submissions"), .number("Pairs listed")])
    for compared in similarity.compared {
      let row = body.add(.tr)
      row.add(.th).set(.scope, "row").addExerciseLink(compared.exercise, model: model)
      row.add(.td, "number", text: Points.grouped(compared.count))
      row.add(.td, "number", text: Points.grouped(compared.pairs))
    }
    for compared in similarity.compared where compared.cut > 0 {
      let note = section.add(.p, "muted")
      note.addExerciseLink(compared.exercise, model: model)
      note.text(
        ": \(Points.grouped(compared.cut)) of the submissions "
          + (compared.cut == 1 ? "is" : "are") + " so long that only a part of it was compared. "
          + "Padding hides a copy: have a look.")
    }
  }
}
