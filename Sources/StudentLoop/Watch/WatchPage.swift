import Courseware
import Diagnostics
import Foundation
import Results

/// The page of `watch`: a head, a body that can be longer than the terminal, and a foot with the keys.
struct WatchPage {
  let model: WatchModel
  let width: Int
  let height: Int

  /// The narrowest terminal in which times are shown beside a trace, in cells.
  private static let timesWidthMin = 72

  /// The rows of the page, and how many lines its body has and how many of them fit.
  func rows() -> (rows: [ScreenLine], extent: (lines: Int, height: Int)) {
    let head = self.head
    let foot = self.foot
    let room = max(1, height - head.count - foot.count)
    let (body, selected) = self.body
    var first = max(0, min(model.scroll, body.count - room))
    if let selected {
      first = max(0, min(selected - room / 2, body.count - room))
    }
    let shown = Array(body.dropFirst(first).prefix(room))
    let blank = [ScreenLine](repeating: .empty, count: room - shown.count)
    let below = body.count - first - shown.count
    let rows = head + shown + blank + [status(above: first, below: below)] + foot.dropFirst()
    return (Array(rows.prefix(height)), (body.count, room))
  }

  // MARK: - Head and foot

  private var head: [ScreenLine] {
    let done = model.outline.completedCount
    let total = model.outline.exercises.count
    let cells = max(4, min(20, width / 4))
    let filled = total > 0 ? cells * done / total : 0
    let title = harmless(model.course.title)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
    let count = " \(bar) \(done)/\(total) "
    let room = width - terminalCells(of: count) - 1
    let first = ScreenLine(
      [Span(" " + Self.cut(title, to: room - 1).paddedToCells(room), .bar), Span(count, .bar)])
    guard height > 6 else { return [] }
    return [first.cutTo(width).filled(to: width, .bar)]
  }

  /// The line above the keys, and the keys.
  private var foot: [ScreenLine] {
    guard height > 4 else { return [.empty] }
    // A key and its word stay together; on the terminal the space between them is one as any other.
    return [.empty]
      + ScreenLine(keys).rows(width: width).prefix(3).map { row in
        ScreenLine(row.spans.map { Span($0.text.replacing("\u{a0}", with: " "), $0.style) })
      }
  }

  private func status(above: Int, below: Int) -> ScreenLine {
    var text: Span
    if let doubt = model.doubt {
      text = Span(question(doubt), .caution)
    } else if model.view == .list, model.list.isSearching {
      text = Span("search: \(model.list.search)▏", .strong)
    } else if let notice = model.notice {
      text = Span(notice, .caution)
    } else if let activity = model.activity {
      text = Span(activity + " …", .caution)
    } else if case .polling(let reason) = model.watching, below == 0 {
      text = Span("looking for changes twice a second: \(reason)", .faint)
    } else if model.view == .exercise, model.isPassed, above == 0, below == 0 {
      text = Span("waiting for n", .good)
    } else {
      text = Span(model.view == .list ? "" : "waiting for you to save", .faint)
    }
    let more = below > 0 ? " ↓ \(below) more" : ""
    let words = Self.cut(text.text, to: width - terminalCells(of: more))
    return ScreenLine([Span(words, text.style), Span(more, .strong)])
  }

  private func question(_ doubt: WatchModel.Doubt) -> String {
    switch doubt {
    case .reset: return "Put the starter back? Your file is kept. y: yes, any other key: no"
    case .next: return "Its tests do not pass yet. Go on all the same? y or n again: go on"
    case .open(let index):
      let entry = model.outline.exercises[index]
      return "\(entry.id) builds on \(entry.missing.joined(separator: ", ")). y: open it anyway"
    }
  }

  private var keys: [Span] {
    var keys: [(String, String)]
    switch model.view {
    case .list where model.list.isSearching: keys = [("enter", "done"), ("esc", "forget it")]
    case .list:
      keys = [
        ("↑↓", "choose"), ("enter", "open"), ("f", "filter"), ("/", "search"), ("l", "back"),
        ("q", "quit"),
      ]
    default:
      keys = [
        ("n", "next"), ("p", "previous"), ("h", "hint"), ("l", "list"), ("r", "run"),
        ("t", "trace"), ("c", "check all"), ("x", "reset"), ("q", "quit"),
      ]
      if model.hasSolution, model.isPassed { keys.insert(("s", "solution"), at: 1) }
    }
    return keys.flatMap {
      [Span($0.0, .strong), Span("\u{a0}\($0.1.replacing(" ", with: "\u{a0}"))  ", .faint)]
    }
  }

  // MARK: - Body

  /// The lines of the body at this width, and the one that is to be in sight.
  private var body: (lines: [ScreenLine], selected: Int?) {
    switch model.view {
    case .exercise: (fitted(exerciseLines), nil)
    case .trace: (fitted(traceLines), nil)
    case .all: (fitted(allLines), nil)
    case .solution: (fitted(model.solution?.lines ?? []), nil)
    case .list: listLines
    }
  }

  private func fitted(_ lines: [ScreenLine]) -> [ScreenLine] {
    lines.flatMap { $0.rows(width: width) }
  }

  private var file: String { model.exercise.submissionFile.shown }
  private var address: String { model.exercise.submissionFile.url.absoluteString }

  private var exerciseLines: [ScreenLine] {
    let exercise = model.exercise
    var lines = [
      ScreenLine(MarkdownText.spans(of: exercise.title).map { Span($0.text, .heading) }),
      ScreenLine([Span(exercise.id.value, .faint), Span(" · \(exercise.minutes) min", .faint)]),
      ScreenLine([Span(file, .strong, link: address)], hanging: 2), .empty,
    ]
    let task = MarkdownText.lines(of: exercise.text.string)
    if let hint = model.hint {
      lines.append(ScreenLine("hint \(hint.level) of \(hint.count)", .heading))
      lines += MarkdownText.lines(of: hint.text) + [.empty]
    }
    // Who has not begun reads the task first; then it stands below what is to be done next.
    if !model.isEdited { lines += task + [.empty] }
    lines += verdictLines
    if model.isEdited { lines += [.empty, ScreenLine("The task", .heading)] + task }
    return lines
  }

  private var verdictLines: [ScreenLine] {
    guard let work = model.work else {
      return [ScreenLine(model.activity == nil ? "Not run yet." : "Running its tests …", .faint)]
    }
    let report = CheckReport(work, of: file, address: address)
    var lines = [ScreenLine([Self.sign(of: work), Span(" "), report.summary])]
    if work.result.compile.status != .ok { return lines + report.compilerLines }
    if let reason = work.result.reason, work.result.tests.isEmpty {
      lines.append(ScreenLine(reason))
    }
    if model.isPassed { lines += passedLines }
    if let first = report.firstFailure {
      lines += [.empty] + report.failureLines
      if let section = first.section {
        lines.append(ScreenLine([Span("  read: "), Span("lesson \(section)", .strong)]))
      }
      if !first.timeline.isEmpty {
        lines += [.empty, ScreenLine("what happened, task by task (t shows all):")]
        lines += excerpt(of: timeline(first.timeline, marking: first.timelineMark), first)
      }
      lines += report.explorationLines
    }
    return lines + [.empty] + report.testLines + report.printedLines
  }

  private var passedLines: [ScreenLine] {
    var words = "Press n for the next exercise"
    if model.hasSolution { words += ", s to see how another solution differs" }
    return [ScreenLine(words + ".", .good)]
  }

  private static func sign(of work: CheckedWork) -> Span { CheckReport.mark(work.result.verdict) }

  private func timeline(_ lines: [String], marking mark: Int?) -> [ScreenLine] {
    TaskTimeline.lines(of: lines, marking: mark, showsTimes: width >= Self.timesWidthMin)
  }

  /// The lines of a trace around its mark, or its end.
  private func excerpt(of lines: [ScreenLine], _ test: TestResult) -> [ScreenLine] {
    let most = 12
    guard lines.count > most else { return lines }
    let middle = test.timelineMark ?? lines.count - 1
    let first = max(0, min(middle - most / 2, lines.count - most))
    var shown = Array(lines[first..<first + most])
    if first > 0 { shown.insert(ScreenLine("  … \(first) lines before", .faint), at: 0) }
    let after = lines.count - first - most
    if after > 0 { shown.append(ScreenLine("  … \(after) lines after", .faint)) }
    return shown
  }

  private var traceLines: [ScreenLine] {
    guard let work = model.work,
      let test = work.result.tests.first(where: { $0.verdict != .pass && !$0.timeline.isEmpty })
    else { return [ScreenLine("There is no trace.")] }
    return [ScreenLine(test.name, .heading), .empty]
      + timeline(test.timeline, marking: test.timelineMark)
      + [.empty, ScreenLine("t or esc: back", .faint)]
  }

  private var allLines: [ScreenLine] {
    let passed = model.allWork.count { $0.result.verdict == .pass }
    return [
      ScreenLine("All exercises: \(passed) of \(model.allWork.count) pass", .heading), .empty,
    ]
      + model.allWork.map { work in
        ScreenLine(
          [
            Span("  "), Self.sign(of: work), Span(" "), Span(work.result.id, .strong), Span("  "),
            CheckReport(work, of: "").summary,
          ], hanging: 4)
      } + [.empty, ScreenLine("esc: back", .faint)]
  }

  private var listLines: (lines: [ScreenLine], selected: Int?) {
    let shown = model.list.shown(in: model.outline)
    var lines = [
      ScreenLine([
        Span("Exercises", .heading), Span("  shown: \(model.list.filter.rawValue)", .faint),
        Span(model.list.search.isEmpty ? "" : ", \(quoted(model.list.search))", .faint),
      ]), .empty,
    ]
    if shown.isEmpty { lines.append(ScreenLine("None. f: another filter, /: another search")) }
    var selected: Int?
    for index in shown {
      let entry = model.outline.exercises[index]
      let isSelected = index == model.list.selected
      if isSelected { selected = lines.count }
      let title = MarkdownText.spans(of: entry.title).map(\.text).joined()
      var text = "\(isSelected ? "▶" : " ") \(entry.mark.sign) \(entry.id)  \(title)"
      if entry.testsTotal > 0 { text += "  \(entry.testsPassed)/\(entry.testsTotal)" }
      lines.append(ScreenLine(Self.cut(text, to: width), isSelected ? .bar : .plain))
      if isSelected, entry.mark != .completed, !entry.missing.isEmpty {
        lines.append(ScreenLine("      after \(entry.missing.joined(separator: ", "))", .faint))
      }
    }
    return (fitted(lines), selected)
  }

  /// A text that is cut where it is wider than there is room.
  private static func cut(_ text: String, to cells: Int) -> String {
    guard terminalCells(of: text) > cells else { return text }
    var result = ""
    var used = 1
    for character in text {
      used += terminalCells(of: String(character))
      if used > cells { break }
      result.append(character)
    }
    return result + "…"
  }
}

extension ScreenLine {
  /// The line's first row at a width.
  fileprivate func cutTo(_ width: Int) -> ScreenLine { rows(width: width)[0] }
}

extension String {
  /// The text with spaces behind it up to a number of cells.
  fileprivate func paddedToCells(_ count: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, count - terminalCells(of: self)))
  }
}
