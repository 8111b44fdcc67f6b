package import Contrast
package import Courseware
import KernelCore
import Machine
package import Markup

/// A script in Linux and in the model with lightweight processes: the records that it takes, drawn, and
/// all that is counted, as a table.
package struct ContrastFigure: Sendable {
  /// The two runs.
  package let comparison: Comparison

  /// Runs a script in both models.
  package init(_ example: ScriptExample) {
    comparison = Comparison(
      ScriptExecution(example.script), profile: example.profile, decisions: example.decisions,
      callsMax: ScriptExample.callsMax)
  }

  /// Adds the figure to a page.
  ///
  /// - Parameters:
  ///   - element: What it is added to.
  ///   - title: What the program is called.
  ///   - words: The words of captions and labels.
  package func draw(into element: HTMLElement, title: String, words: Words) {
    let figure = element.add(.div, "figure")
    drawing(in: figure, title: title, words)
    figure.add(.p, "caption", text: sentence(words))
    table(in: figure, title: title, words)
  }

  /// The outcome in one sentence.
  package func sentence(_ words: Words) -> String {
    guard let (side, refusal) = comparison.refusal else {
      return words.text(comparison.looksTheSame ? .figureNoDifference : .figureTellApart)
    }
    return words.text(
      side == .linux ? .figureCannotTasks : .figureCannotLightweight,
      ["reason": refusal.description])
  }

  // MARK: Drawing

  /// The measures of the drawing, in units that are pixels on a phone.
  private enum Measure {
    static let width = 400.0
    static let panel = 200.0
    static let header = 26.0
    static let rowHeight = 20.0
    static let blocks = 114.0
    static let block = 12.0
    static let step = 15.0
    /// How many records of a kind are drawn; of more than these the number is told.
    static let blocksMax = 4
  }

  /// The records of one model at the moment when they took the most bytes.
  private struct Panel {
    let title: String
    let rows: [(name: String, count: Int)]

    init(_ title: String, _ run: Comparison.Run) {
      self.title = title
      let most = run.costs.most
      rows = Structure.allCases.filter { $0.isDescriptor && most[$0].count > 0 }
        .map { ("\($0.name)", most[$0].count) }
    }

    var description: String {
      "\(title): " + rows.map { "\($0.count) \($0.name)" }.joined(separator: ", ") + "."
    }
  }

  private func drawing(in figure: HTMLElement, title: String, _ words: Words) {
    let panels = [
      Panel(words.text(.figureLinux), comparison.linux),
      Panel(words.text(.figureLightweight), comparison.lightweight),
    ]
    let rowCount = panels.map(\.rows.count).max() ?? 0
    let label = words.text(.figureRecords, ["name": title])
    let svg = figure.drawing(
      width: Measure.width, height: Measure.header + Measure.rowHeight * Double(rowCount) + 6,
      label: label, "contrast")
    svg.add(.title, text: label)
    svg.add(.desc, text: panels.map(\.description).joined(separator: " "))
    for (index, panel) in panels.enumerated() {
      draw(panel, x: Measure.panel * Double(index), in: svg)
    }
  }

  private func draw(_ panel: Panel, x: Double, in svg: SVGElement) {
    svg.add(.text, "model-name", text: panel.title).set(.x, x + 4).set(.y, 14)
    for (index, row) in panel.rows.enumerated() {
      let y = Measure.header + Measure.rowHeight * Double(index)
      svg.add(.text, "record-name", text: row.name).set(.x, x + 4).set(.y, y + 11)
      let shown = min(row.count, Measure.blocksMax)
      for place in 0..<shown {
        svg.add(.rect, "record").set(.x, x + Measure.blocks + Measure.step * Double(place))
          .set(.y, y).set(.width, Measure.block).set(.height, Measure.block).set(.rx, 2)
      }
      if row.count > shown {
        svg.add(.text, "record-count", text: "\(row.count)")
          .set(.x, x + Measure.blocks + Measure.step * Double(shown)).set(.y, y + 11)
      }
    }
  }

  // MARK: Table

  private func table(in figure: HTMLElement, title: String, _ words: Words) {
    let box = figure.add(.div, "table-scroll").set(.tabindex, 0).set(.role, "group")
    box.set(.ariaLabel, words.text(.figureRecordsTable, ["name": title]))
    box.add(.table) { table in
      table.add(.thead).add(.tr) { row in
        for name in [Phrase.figureCounted, .figureLinuxTasks, .figureLightweight] {
          row.add(.th, text: words.text(name)).set(.scope, "col")
        }
      }
      let body = table.add(.tbody)
      for entry in comparison.rows {
        body.add(.tr) { row in
          write(entry.name, into: row.add(.th).set(.scope, "row"))
          row.add(.td, text: entry.linux)
          row.add(.td, text: entry.lightweight)
        }
      }
    }
  }

  /// Writes the name of a row; a flag word in it may break after each bar.
  private func write(_ name: String, into element: HTMLElement) {
    let isPart = name.hasPrefix("  ")
    for (index, piece) in name.drop(while: { $0 == " " }).split(separator: "|").enumerated() {
      if index > 0 {
        element.text("|")
        element.add(.wbr)
      }
      element.text((isPart && index == 0 ? "– " : "") + piece)
    }
  }
}
