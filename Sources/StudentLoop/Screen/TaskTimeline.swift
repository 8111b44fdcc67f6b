import Diagnostics

/// A trace as a timeline of tasks: a lane for each, from its birth to its end, beside the calls.
///
///     ●─╮   [2] clone(SIGCHLD) = 3
///     ◌ │   [2] wait4(3, 0)
///     ┊ ●   [3] exit(7)
///     ┊ ╳   [3] +++ exited with 7 +++
///     ●     [2] wait4 = 3 (exited with 7)
struct TaskTimeline {
  /// One lane, with its task and what that is doing.
  private struct Lane {
    let task: Int
    var isWaiting = false
  }

  /// An event of a trace, as its line says it.
  private struct Event {
    let time: String
    let task: Int
    let text: String

    /// Reads a line; nil for one that is about no task.
    init?(_ line: String) {
      guard let match = line.wholeMatch(of: /\s*(?:(\d+ ns)\s+)?\[(\d+)\] (.*)/),
        let task = Int(match.2)
      else { return nil }
      time = String(match.1 ?? "")
      self.task = task
      text = String(match.3)
    }

    /// The task that it makes.
    var child: Int? {
      text.firstMatch(of: /^(?:clone3?|fork|vfork)(?:\(.*\))? = (\d+)$/).flatMap { Int($0.1) }
    }

    var isEnd: Bool { text.hasPrefix("+++") }
    /// Whether it is a call that has no answer yet.
    var isWait: Bool {
      text.hasSuffix("<unfinished ...>")
        || text.hasSuffix(")") && !text.contains(" = ") && !text.hasPrefix("exit")
          && text.contains(/^\w+\(/)
    }
  }

  private var lanes: [Lane?] = []
  /// With more lanes there is no room for the calls.
  private static let lanesMax = 12

  /// The lines of a trace with their lanes.
  ///
  /// - Parameters:
  ///   - lines: The trace, a line an event, as `TextTrace` writes it.
  ///   - mark: The line that a failure is about.
  ///   - showsTimes: Whether there is room for times.
  /// - Returns: A line for each.
  static func lines(
    of lines: [String], marking mark: Int?, showsTimes: Bool
  ) -> [ScreenLine] {
    var timeline = TaskTimeline()
    let drawn = lines.map { timeline.draw($0) }
    let width = drawn.map(\.graph.count).max() ?? 0
    let timeWidth = drawn.map { $0.event?.time.count ?? 0 }.max() ?? 0
    return drawn.enumerated().map { index, row in
      let isMarked = index == mark
      var spans = [Span(isMarked ? "▶ " : "  ", .bad)]
      guard let event = row.event else {
        return ScreenLine(spans + [Span(lines[index].trimmed, .faint)], hanging: 4)
      }
      if showsTimes, timeWidth > 0 {
        let fill = String(repeating: " ", count: timeWidth - event.time.count)
        spans.append(Span(fill + event.time + "  ", .faint))
      }
      var hanging = 4
      if width <= 2 * lanesMax {
        spans.append(Span(row.graph.padded(to: width + 1), .code))
        hanging = width + 5
      }
      spans.append(Span("[\(event.task)] ", .faint))
      spans.append(Span(event.text, isMarked ? .strong : .plain))
      return ScreenLine(spans, hanging: hanging)
    }
  }

  private mutating func draw(_ line: String) -> (graph: String, event: Event?) {
    guard let event = Event(line) else { return ("", nil) }
    let own = lane(of: event.task)
    lanes[own]?.isWaiting = event.isWait
    let isNew = event.child.map { child in !lanes.contains { $0?.task == child } } ?? false
    let new = isNew ? event.child.map { lane(of: $0, after: own) } : nil
    var graph = ""
    for index in lanes.indices {
      let sign: Character =
        if index == own {
          event.isEnd ? "╳" : event.isWait ? "◌" : "●"
        } else if index == new {
          "╮"
        } else if let lane = lanes[index] {
          new.map { (own..<$0).contains(index) } == true ? "┼" : lane.isWaiting ? "┊" : "│"
        } else {
          new.map { (own..<$0).contains(index) } == true ? "─" : " "
        }
      graph.append(sign)
      graph.append(new.map { (own..<$0).contains(index) } == true ? "─" : " ")
    }
    if event.isEnd { lanes[own] = nil }
    while let last = lanes.last, last == nil { lanes.removeLast() }
    return (graph, event)
  }

  /// The lane of a task; a new one is the first free one, right of a given one.
  private mutating func lane(of task: Int, after left: Int = -1) -> Int {
    if let found = lanes.firstIndex(where: { $0?.task == task }) { return found }
    if let free = lanes.indices.first(where: { $0 > left && lanes[$0] == nil }) {
      lanes[free] = Lane(task: task)
      return free
    }
    lanes.append(Lane(task: task))
    return lanes.count - 1
  }
}

extension String {
  /// The text without the spaces at its ends.
  var trimmed: String {
    let start = drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }

  /// The text with spaces behind it up to a number of characters.
  func padded(to count: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, count - self.count))
  }
}
