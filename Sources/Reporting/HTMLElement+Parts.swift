import Markup
import Results

extension HTMLElement {
  /// Adds a section with a heading that names it.
  @discardableResult
  func addSection(_ title: String, _ anchor: AnchorID, _ classes: CSSClass...) -> HTMLElement {
    let section = add(.section).classes(classes).set(.id, anchor)
    section.add(.h2, text: title)
    return section
  }

  /// Adds a verdict as sign and words.
  @discardableResult
  func addVerdict(_ verdict: Verdict) -> HTMLElement {
    let badge = add(.span, "verdict", verdict.cssClass)
    badge.add(.span, text: verdict.symbol).set(.ariaHidden, "true")
    badge.text(" " + verdict.label)
    return badge
  }

  /// Adds how many results came to which verdict, as a bar and in numbers.
  func addVerdictCounts(_ counts: VerdictCounts) {
    Charts.addVerdictBar(counts, to: self)
    let legend = add(.ul, "legend")
    for verdict in Verdict.allCases {
      let item = legend.add(.li)
      item.addVerdict(verdict)
      item.add(.span, "count", text: Points.grouped(counts[verdict]))
    }
  }

  /// Adds a list of numbers, each with what it is and what it compares to.
  func addFigures(_ figures: [(term: String, value: String, detail: String)]) {
    let list = add(.dl, "figures")
    for figure in figures {
      let group = list.add(.div)
      group.add(.dt, text: figure.term)
      let description = group.add(.dd)
      description.add(.strong, text: figure.value)
      description.add(.span, "muted", text: figure.detail)
    }
  }

  /// Adds the cells under `ColumnHeading.verdicts`.
  func addVerdictCells(_ counts: VerdictCounts) {
    let cell = add(.td, "wide")
    // A drawing sorts by the share that passed.
    let share = Double(counts[.pass]) / Double(max(1, counts.total))
    cell.data("sort", String(Int(share * 10_000)))
    Charts.addVerdictBar(counts, to: cell)
    for verdict in Verdict.allCases {
      let count = counts[verdict]
      add(.td, text: Points.grouped(count)).classes(count == 0 ? ["number", "zero"] : ["number"])
    }
  }

  /// Adds a table in a box of its own that scrolls when the window is narrow.
  func addTable(caption: String, _ classes: CSSClass...) -> HTMLElement {
    let box = add(.div, "table-scroll").set(.tabindex, 0)
    box.set(.role, "group").set(.ariaLabel, caption)
    let table = box.add(.table).classes(classes)
    table.add(.caption, "visually-hidden", text: caption)
    return table
  }

  /// Adds links to the pages before and after this one.
  ///
  /// - Parameters:
  ///   - page: This page, from 0.
  ///   - count: The number of pages; with one alone nothing is added.
  ///   - noun: What one of them is called.
  ///   - url: Where a page is.
  func addPager(page: Int, count: Int, noun: String, url: (Int) -> PageURL) {
    if count <= 1 { return }
    let list = add(.nav, "pager").set(.ariaLabel, "Other \(noun)s").add(.ul)
    if page > 0 { list.add(.li).link("← Previous \(noun)", to: url(page - 1)) }
    list.add(.li, "muted", text: "\(page + 1) of \(Points.grouped(count))")
    if page + 1 < count { list.add(.li).link("Next \(noun) →", to: url(page + 1)) }
  }
}
