public import KernelCore

extension TextTrace {
  /// One column a task, one line an event: who does what while the others wait.
  ///
  ///        ns | 2                     | 3
  ///     ------+-----------------------+----------------------
  ///         0 | clone(SIGCHLD) = 3    |
  ///      1000 | wait4(-1, 0)          | |
  ///      1500 | :                     | exit_group(7)
  ///      1500 | :                     | +++ exited with 7 +++
  ///      2000 | wait4 = 3 (exited...  | Z
  ///     | can run   : waits   Z ended, nobody has waited for it
  ///
  /// Tasks stand in the order of their appearance; when there are more than fit, the last column
  /// has all others, each text with its task's id.
  ///
  /// - Parameters:
  ///   - trace: The trace.
  ///   - detail: Which events to show.
  ///   - widthMax: The longest line, in characters; all are ASCII.
  /// - Returns: The lines, without line ends; none for a trace without events.
  public static func timeline(
    of trace: Trace, detail: TraceDetail = .calls, widthMax: Int = 100
  ) -> [String] {
    let lines = TraceLines.lines(of: trace.events, detail: detail)
    guard !lines.isEmpty else { return [] }
    var table = Timeline(lines: lines, widthMax: widthMax)
    var text = table.header
    if trace.overflowed { text.insert(overflowText(RecordedTrace(trace)), at: 0) }
    for line in lines { text.append(table.row(for: line)) }
    text.append("| can run   : waits   Z ended, nobody has waited for it")
    return text
  }
}

/// The columns of a timeline.
private struct Timeline {
  /// The tasks with a column of their own, by thread id.
  private var tasks: [Int32] = []
  /// What each of them is.
  private var states: [TraceLine.ColumnState]
  /// Whether the last column is that of all other tasks.
  private var hasOthers = false
  private let timeWidth: Int
  private let columnWidth: Int

  /// The narrowest column in which calls can be read.
  private static let columnWidthMin = 20
  /// No column needs more.
  private static let columnWidthMax = 44

  init(lines: [TraceLine], widthMax: Int) {
    var all: [Int32] = []
    for line in lines where !all.contains(line.threadID) { all.append(line.threadID) }
    let last = lines.map { String($0.timeNanoseconds).utf8.count }.max() ?? 0
    timeWidth = max(2, last)
    let room = max(Self.columnWidthMin, widthMax - timeWidth)
    let columnsMax = max(1, room / (Self.columnWidthMin + separatorWidth))
    if all.count > columnsMax {
      hasOthers = true
      tasks = Array(all.prefix(columnsMax - 1))
    } else {
      tasks = all
    }
    let columns = tasks.count + (hasOthers ? 1 : 0)
    columnWidth = min(Self.columnWidthMax, room / columns - separatorWidth)
    // The first task is there from the start, the others come by clone.
    states = tasks.indices.map { $0 == 0 ? .runnable : .absent }
  }

  /// The names of the columns, and a rule.
  var header: [String] {
    var names = padded("ns", to: timeWidth, .right)
    var rule = String(repeating: "-", count: timeWidth)
    for task in tasks {
      names += " | " + padded(String(task), to: columnWidth, .left)
      rule += "-+-" + String(repeating: "-", count: columnWidth)
    }
    if hasOthers {
      names += " | " + padded("others", to: columnWidth, .left)
      rule += "-+-" + String(repeating: "-", count: columnWidth)
    }
    return [trimmed(names), rule]
  }

  /// The line of an event; what it changes shows from the next line on.
  mutating func row(for line: TraceLine) -> String {
    var text = padded(String(line.timeNanoseconds), to: timeWidth, .right)
    for (index, task) in tasks.enumerated() {
      let cell = task == line.threadID ? line.text : sign(of: states[index])
      text += " | " + padded(cell, to: columnWidth, .left)
    }
    if hasOthers {
      let isOther = !tasks.contains(line.threadID)
      let cell = isOther ? "[" + String(line.threadID) + "] " + line.text : ""
      text += " | " + padded(cell, to: columnWidth, .left)
    }
    for change in line.changes {
      guard let index = tasks.firstIndex(where: { $0 == change.threadID }) else { continue }
      states[index] = change.state
    }
    return trimmed(text)
  }

  private func sign(of state: TraceLine.ColumnState) -> String {
    switch state {
    case .absent: ""
    case .runnable: "|"
    case .waiting: ":"
    case .zombie: "Z"
    }
  }
}

/// The width of what stands between two columns.
private var separatorWidth: Int { 3 }

private enum Alignment {
  case left
  case right
}

/// A text cut or filled up to a width.
private func padded(_ text: String, to width: Int, _ alignment: Alignment) -> String {
  let count = text.utf8.count
  guard count <= width else {
    return String(decoding: text.utf8.prefix(max(0, width - 3)), as: UTF8.self) + "..."
  }
  let spaces = String(repeating: " ", count: width - count)
  return alignment == .left ? text + spaces : spaces + text
}

/// A line without the spaces at its end.
private func trimmed(_ line: String) -> String {
  var bytes = Array(line.utf8)
  while bytes.last == 0x20 { bytes.removeLast() }
  return String(decoding: bytes, as: UTF8.self)
}
