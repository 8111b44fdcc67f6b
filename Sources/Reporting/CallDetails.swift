import Markup
import Results

/// How a student's page shows the system call that a failure is about, and what happened around it.
enum CallDetails {
  /// The lines of a timeline that are in view; the lines before them are one step away.
  private static let linesInView = 14

  /// Adds the call and the line of the submission that made it.
  static func addCall(_ test: TestResult, to element: HTMLElement, budget: inout PageBudget) {
    guard let call = test.call else { return }
    let figure = element.add(.figure, "call")
    let caption = figure.add(.figcaption)
    caption.add(.span, "muted", text: call.role.label + " ")
    TestDetails.addText(call.text, to: caption.add(.code), budget: &budget)
    let place = caption.add(.span, "muted", text: " by task \(call.thread)")
    guard let line = test.sourceLine, !line.text.isEmpty else { return }
    place.text(", line \(line.line) of ")
    place.add(.bdi, text: Clipping.name(line.file))
    let box = figure.add(.pre, "source").set(.tabindex, 0)
    box.set(.role, "group").set(.ariaLabel, "The line that made the call, and those around it")
    let width = String(line.firstLine + line.text.count - 1).count
    let indent = commonIndent(of: line.text)
    let lines = line.text.enumerated().map { offset, text in
      let number = String(line.firstLine + offset)
      return String(repeating: " ", count: width - number.count) + number + "  "
        + text.dropFirst(indent)
    }
    addLines(lines[...], marking: line.line - line.firstLine, to: box, budget: &budget)
  }

  /// The spaces and tabs that all lines begin with, blank ones left out.
  private static func commonIndent(of lines: [String]) -> Int {
    let indents = lines.filter { !$0.allSatisfy(\.isWhitespace) }
      .map { $0.prefix { $0 == " " || $0 == "\t" } }
    guard var common = indents.first else { return 0 }
    for indent in indents { common = common[..<common.commonEnd(with: indent)] }
    return common.count
  }

  /// Adds the trace of the run, its end in view and the call in question marked.
  static func addTimeline(_ test: TestResult, to element: HTMLElement, budget: inout PageBudget) {
    let timeline = test.timeline
    if timeline.isEmpty { return }
    let first = firstLine(of: timeline)
    let split = max(first, timeline.count - linesInView)
    let section = element.add(.div, "timeline")
    section.add(.p, "caption", text: "What the kernel saw")
      .add(.span, "muted", text: " · time, [task], call")
    if split > first {
      let details = section.add(.details)
      let count = Points.count(split - first, "line")
      let cut = first > 0 ? "; the \(Points.grouped(first)) before are in results.json" : ""
      details.add(.summary, text: "\(count) before\(cut)")
      addTrace(first..<split, of: test, to: details, budget: &budget)
    }
    addTrace(split..<timeline.count, of: test, to: section, budget: &budget)
  }

  /// Adds the recording of the run, from which a script makes a player; nobody reads it as it is.
  static func addRecording(
    _ test: TestResult, to element: HTMLElement, budget: inout PageBudget
  ) {
    guard let recording = test.recording, budget.takes(recording: recording) else { return }
    element.add(.pre, "recording", text: recording).set(.hidden)
      .data("name", Clipping.name(test.name))
  }

  private static func addTrace(
    _ range: Range<Int>, of test: TestResult, to element: HTMLElement, budget: inout PageBudget
  ) {
    let lines = range.map { index in
      let line = test.timeline[index]
      let prefix = Clipping.prefix(of: line, bytes: ReportLimits.timelineLineBytes)
      return prefix.utf8.count == line.utf8.count ? line : prefix + " …"
    }
    addLines(
      lines[...], marking: test.timelineMark.map { $0 - range.lowerBound },
      to: element.add(.pre, "trace").set(.tabindex, 0), budget: &budget)
  }

  /// Adds lines, one of them marked: few elements, since a large class has many pages.
  private static func addLines(
    _ lines: ArraySlice<String>, marking mark: Int?, to box: HTMLElement, budget: inout PageBudget
  ) {
    func add(_ lines: ArraySlice<String>, _ sign: String, to element: HTMLElement) {
      if lines.isEmpty { return }
      var text = ""
      text.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count + sign.utf8.count + 1 })
      for line in lines {
        text += sign
        text += line
        text += "\n"
      }
      TestDetails.addText(text, to: element, budget: &budget)
    }
    guard let mark, lines.indices.contains(mark) else { return add(lines, "  ", to: box) }
    add(lines[..<mark], "  ", to: box)
    add(lines[mark...mark], "▸ ", to: box.add(.span, "here"))
    add(lines[(mark + 1)...], "  ", to: box)
  }

  /// Where the lines begin that a page has room for: the last are kept, since the failure is there.
  private static func firstLine(of timeline: [String]) -> Int {
    var bytes = 0
    var first = timeline.count
    for (index, line) in timeline.enumerated().suffix(ReportLimits.timelineLines).reversed() {
      bytes += min(line.utf8.count, ReportLimits.timelineLineBytes)
      if bytes > ReportLimits.valueBytes, first < timeline.count { break }
      first = index
    }
    return first
  }
}

extension Substring {
  /// Where this text and another stop being the same.
  fileprivate func commonEnd(with other: Substring) -> Index {
    index(startIndex, offsetBy: zip(self, other).prefix { $0 == $1 }.count)
  }
}

extension CallNote.Role {
  /// Why this call is shown, before it.
  fileprivate var label: String {
    switch self {
    case .named: "The call in question:"
    case .waits: "It waits for ever in"
    case .failed: "The last call that failed:"
    case .last: "The last call of this code:"
    }
  }
}
