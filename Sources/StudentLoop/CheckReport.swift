import Diagnostics
package import Results

/// What came of the visible tests of an exercise.
package struct CheckedWork: Sendable {
  /// The result.
  package let result: ExerciseResult
  /// The end of what the student's own code printed.
  package let printed: String

  /// Joins a result and what was printed.
  package init(result: ExerciseResult, printed: String) {
    self.result = result
    self.printed = printed
  }

  /// The tests that passed.
  package var passedCount: Int { result.tests.count { $0.verdict == .pass } }
}

/// The outcome of a check as a student reads it: the first failure first, and in full.
///
/// `check` prints it, and the page of `watch` shows it.
package struct CheckReport {
  private let work: CheckedWork
  private let file: String
  private let address: String?

  /// The most lines of the student's own output that are shown: the last ones.
  private static let printedLinesMax = 20
  /// The longest of them, in characters.
  private static let printedCharactersMax = 400

  /// A report.
  ///
  /// - Parameters:
  ///   - work: What came of the exercise.
  ///   - file: The student's file as it is to be shown; the compiler knows it by another name.
  ///   - address: The file as a link; nil where there is no use for one.
  package init(_ work: CheckedWork, of file: String, address: String? = nil) {
    self.work = work
    self.file = file
    self.address = address
  }

  private var result: ExerciseResult { work.result }

  /// All of it, as `check` prints it.
  package var lines: [ScreenLine] {
    var lines = [ScreenLine([Span("\(result.id): "), summary])]
    if result.compile.status != .ok { return lines + compilerLines }
    if let reason = result.reason, result.tests.isEmpty { lines.append(ScreenLine(reason)) }
    if let first = firstFailure {
      lines.append(.empty)
      lines += failureLines
      if !first.timeline.isEmpty {
        lines.append(ScreenLine("  what happened:"))
        for (index, line) in first.timeline.enumerated() {
          let isMarked = index == first.timelineMark
          lines.append(ScreenLine((isMarked ? "  > " : "    ") + line))
        }
      }
      lines += explorationLines
    }
    lines.append(.empty)
    return lines + testLines + printedLines
  }

  /// The first test that did not pass.
  package var firstFailure: TestResult? { result.tests.first { $0.verdict != .pass } }

  /// How it ended, in a few words.
  package var summary: Span {
    switch result.verdict {
    case .pass: Span("all \(result.tests.count) tests pass", .good)
    case .graderError:
      Span("not judged, through a fault of the grader: \(result.reason ?? "")", .caution)
    case .fail where result.compile.status != .ok:
      Span(result.reason ?? "it does not compile", .bad)
    case .fail, .notRun:
      Span("\(work.passedCount) of \(result.tests.count) tests pass", .bad)
    }
  }

  /// What the compiler says, each message after an empty line.
  package var compilerLines: [ScreenLine] {
    result.compile.diagnostics.flatMap { message -> [ScreenLine] in
      let texts = named(file, in: message).split(separator: "\n", omittingEmptySubsequences: false)
      return [.empty]
        + texts.enumerated().map { index, text in
          if index == 0 {
            return ScreenLine([Span(text, .strong, link: address)], hanging: 2)
          }
          return ScreenLine(
            "  " + text, text.hasPrefix("help: ") ? .caution : .plain, hanging: 4)
        }
    }
  }

  /// The first failure without its trace: what went wrong, what was expected and what came, and the
  /// call that it is about.
  package var failureLines: [ScreenLine] {
    guard let first = firstFailure else { return [] }
    var lines = [
      ScreenLine([Span("first failure: "), Span(first.name, .strong)], hanging: 2)
    ]
    lines += texts(first.message, after: "  ")
    if !first.expected.isEmpty || !first.actual.isEmpty {
      lines += texts(first.expected, after: "  expected: ", .good)
      lines += texts(first.actual, after: "  actual:   ", .bad)
    }
    return lines + callLines(of: first)
  }

  /// What came of exploring, and how to see the failing schedule again.
  package var explorationLines: [ScreenLine] {
    guard let first = firstFailure, let found = first.exploration else { return [] }
    var lines = [ScreenLine("  \(found.summary):", hanging: 2)]
    lines += found.lines.map { ScreenLine("    \($0)", hanging: 6) }
    if let replay = first.replay {
      let command =
        "threadbare check \(result.id) --test \(first.id) --decisions \(replay)"
      lines.append(ScreenLine("  this one again:"))
      lines.append(ScreenLine("    \(command)", .code, hanging: 6))
    }
    return lines
  }

  /// The tests with their marks.
  package var testLines: [ScreenLine] {
    result.tests.map { test in
      ScreenLine(
        [Span("  "), Self.mark(test.verdict), Span(" "), Span(test.name)], hanging: 4)
    }
  }

  /// What the student's code printed, after an empty line: its end.
  package var printedLines: [ScreenLine] {
    guard !work.printed.isEmpty else { return [] }
    let all = work.printed.split(separator: "\n")
    let shown = all.suffix(Self.printedLinesMax)
    let title =
      shown.count < all.count
      ? "your program printed, the last \(shown.count) lines of it:" : "your program printed:"
    return [.empty, ScreenLine(title)]
      + shown.map { line in
        let text = line.prefix(Self.printedCharactersMax)
        return ScreenLine("  " + text + (text.count < line.count ? "…" : ""), hanging: 4)
      }
  }

  /// The mark of a verdict.
  package static func mark(_ verdict: Verdict) -> Span {
    switch verdict {
    case .pass: Span("✓", .good)
    case .fail: Span("✗", .bad)
    case .notRun: Span("·")
    case .graderError: Span("!", .caution)
    }
  }

  /// The system call that the failure is about, and the student's line that made it.
  private func callLines(of test: TestResult) -> [ScreenLine] {
    guard let call = test.call else { return [] }
    var lines = [
      ScreenLine([Span("  \(Self.words(for: call.role)): "), Span(call.text, .code)], hanging: 4)
    ]
    if let place = test.sourceLine {
      let isOwn = place.file == "Submission.swift"
      let shown = "\(isOwn ? file : place.file):\(place.line)"
      lines.append(
        ScreenLine([Span("    "), Span(shown, .strong, link: isOwn ? address : nil)], hanging: 4))
      for (offset, text) in place.text.enumerated() where place.firstLine + offset == place.line {
        lines.append(ScreenLine("    \(text.trimmed)", .code, hanging: 6))
      }
    }
    return lines
  }

  private static func words(for role: CallNote.Role) -> String {
    switch role {
    case .named: "the call in question"
    case .waits: "it waits for ever in"
    case .failed: "the last call that failed"
    case .last: "the last call of your code"
    }
  }

  /// A text of one or several lines, the first after a label.
  private func texts(
    _ text: String, after label: String, _ style: Style = .plain
  ) -> [ScreenLine] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
      ScreenLine([Span(index == 0 ? label : "  "), Span(line, style)], hanging: 2)
    }
  }

  private func named(_ file: String, in diagnostic: String) -> String {
    let prefix = "Submission.swift:"
    return diagnostic.hasPrefix(prefix)
      ? "\(file):" + diagnostic.dropFirst(prefix.count) : diagnostic
  }
}
