package import KernelCore
import LinuxABI
package import Markup
package import Tracing

/// The tasks of a run over time: a row a task, a block for each stretch in which it does one thing.
///
/// The axis is the order of events, not the clock: a call may take a hundred times as long as another,
/// and what a reader asks is what came before what.
package struct TimelineFigure: Sendable {
  /// A stretch in which a task does one thing.
  package struct Block: Equatable, Sendable {
    /// What it does.
    package let state: TaskState
    /// The first column.
    package let start: Int
    /// The column after the last one.
    package let end: Int
  }

  /// A task.
  package struct Row: Equatable, Sendable {
    /// Its id, and that of its process.
    package let threadID: Int32
    package let processID: Int32
    /// What it does, in order.
    package let blocks: [Block]
  }

  /// The tasks in the order of their creation.
  package let rows: [Row]
  /// The moments at which some task changed what it does, in virtual nanoseconds; one more than columns.
  package let moments: [UInt64]

  /// Reads the lives of tasks.
  package init(_ trace: RecordedTrace) {
    let lives = trace.tasks
    var moments: [UInt64] = []
    for span in lives.flatMap(\.spans) { moments += [span.startNanoseconds, span.endNanoseconds] }
    moments.sort()
    var last: UInt64?
    moments = moments.filter { moment in
      defer { last = moment }
      return moment != last
    }
    self.moments = moments
    rows = lives.map { life in
      Row(
        threadID: life.isLeader ? life.processID.rawValue : life.threadID.rawValue,
        processID: life.processID.rawValue,
        blocks: life.spans.map { span in
          Block(
            state: span.state, start: Self.place(of: span.startNanoseconds, in: moments),
            end: Self.place(of: span.endNanoseconds, in: moments))
        })
    }
  }

  private static func place(of moment: UInt64, in moments: [UInt64]) -> Int {
    var low = 0
    var high = moments.count
    while low < high {
      let middle = low + (high - low) / 2
      if moments[middle] < moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The kinds of states that the drawing tells apart.
  private enum Look: CaseIterable {
    case running, runnable, waiting, stopped, zombie

    init(_ state: TaskState) {
      switch state {
      case .running: self = .running
      case .runnable: self = .runnable
      case .stopped, .traced: self = .stopped
      case .zombie, .dead: self = .zombie
      default: self = .waiting
      }
    }

    var cssClass: CSSClass {
      switch self {
      case .running: "running"
      case .runnable: "runnable"
      case .waiting: "waiting"
      case .stopped: "stopped"
      case .zombie: "zombie"
      }
    }

    /// What it means, and a letter for it that does without colours.
    var legend: (letter: String, text: Phrase) {
      switch self {
      case .running: ("R", .figureRuns)
      case .runnable: ("·", .figureCouldRun)
      case .waiting: ("W", .figureWaits)
      case .stopped: ("T", .figureStopped)
      case .zombie: ("Z", .figureZombie)
      }
    }
  }

  // MARK: Drawing

  private enum Measure {
    static let width = 400.0
    static let names = 110.0
    static let header = 6.0
    static let rowHeight = 26.0
    static let block = 16.0
    /// Blocks that are narrower than this have no letter.
    static let letterMin = 12.0
  }

  /// The most stretches that are drawn; of a longer run the first ones are.
  private static let columnsMax = 120

  /// Adds the figure to a page.
  package func draw(into element: HTMLElement, title: String, words: Words) {
    let figure = element.add(.div, "figure")
    drawing(in: figure, title: title, words)
    legend(in: figure, words)
    if moments.count - 1 > Self.columnsMax {
      figure.add(.p, "caption", text: words.text(.figureTimelineCut, count: Self.columnsMax))
    }
    let details = figure.add(.details)
    details.add(.summary, text: words.text(.figureAsTable))
    table(in: details, title: title, words)
  }

  private var columnCount: Int { min(max(1, moments.count - 1), Self.columnsMax) }

  private func drawing(in figure: HTMLElement, title: String, _ words: Words) {
    let label = words.text(.figureTimeline, ["name": title])
    let height = Measure.header * 2 + Measure.rowHeight * Double(rows.count)
    let svg = figure.drawing(width: Measure.width, height: height, label: label, "timeline")
    svg.add(.title, text: label)
    svg.add(.desc, text: rows.map { sentence($0, words) }.joined(separator: " "))
    let column = (Measure.width - Measure.names - 4) / Double(columnCount)
    for (index, row) in rows.enumerated() {
      let y = Measure.header + Measure.rowHeight * Double(index)
      svg.add(.text, "task-name", text: name(of: row, words)).set(.x, 4).set(.y, y + 13)
      for block in row.blocks where block.start < columnCount {
        let look = Look(block.state)
        let width = column * Double(min(block.end, columnCount) - block.start)
        let x = Measure.names + column * Double(block.start)
        let height = look == .runnable ? Measure.block / 2 : Measure.block
        svg.add(.rect, "state", look.cssClass).set(.x, x).set(.width, max(width - 1, 1))
          .set(.y, y + (Measure.block - height) / 2).set(.height, height)
        if width >= Measure.letterMin, look != .runnable {
          svg.add(.text, "letter", look.cssClass, text: look.legend.letter).set(.x, x + width / 2)
            .set(.y, y + 12)
        }
      }
    }
  }

  private func name(of row: Row, _ words: Words) -> String {
    row.threadID == row.processID
      ? words.text(.figureProcess, ["pid": "\(row.processID)"])
      : words.text(.figureThread, ["tid": "\(row.threadID)", "pid": "\(row.processID)"])
  }

  private func sentence(_ row: Row, _ words: Words) -> String {
    let parts = row.blocks.prefix(Self.columnsMax).map { "\($0.state.name)" }
    return "\(name(of: row, words)): " + parts.joined(separator: words.text(.figureThen)) + "."
  }

  private func legend(in figure: HTMLElement, _ words: Words) {
    let used = rows.flatMap(\.blocks).map { Look($0.state) }
    let line = figure.add(.p, "caption", "timeline-legend")
    line.text(words.text(.figureTimelineLegend) + " ")
    let shown = Look.allCases.filter(used.contains)
    for (index, look) in shown.enumerated() {
      line.add(.span, "key", look.cssClass, text: look.legend.letter)
      line.text(" " + words.text(look.legend.text) + (index + 1 == shown.count ? "." : ", "))
    }
  }

  private func table(in details: HTMLElement, title: String, _ words: Words) {
    let box = details.add(.div, "table-scroll").set(.tabindex, 0).set(.role, "group")
    box.set(.ariaLabel, words.text(.figureTimelineTable, ["name": title]))
    box.add(.table) { table in
      table.add(.thead).add(.tr) { row in
        for name in [Phrase.figureTaskHeading, .figureFrom, .figureTo, .figureState] {
          row.add(.th, text: words.text(name)).set(.scope, "col")
        }
      }
      let body = table.add(.tbody)
      for row in rows {
        for block in row.blocks.prefix(Self.columnsMax) {
          body.add(.tr) { line in
            line.add(.th, text: name(of: row, words)).set(.scope, "row")
            line.add(.td, text: "\(moments[block.start])")
            line.add(.td, text: "\(moments[block.end])")
            line.add(.td, text: "\(block.state.name)")
          }
        }
      }
    }
  }
}
