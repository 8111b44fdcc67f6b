internal import Diagnostics
internal import Grading
internal import Results

/// The outcome of a check as a student reads it: the first failure first, and in full.
enum CheckText {
  ///
  /// - Parameters:
  ///   - outcome: What came of the exercise.
  ///   - file: The student's file as it is to be shown; the compiler knows it by another name.
  /// - Returns: Lines, each with its line end.
  static func rendered(_ outcome: ItemOutcome, of file: String) -> String {
    let result = outcome.result
    var lines = ["\(result.id): \(summary(result))"]
    if result.compile.status != .ok {
      lines += result.compile.diagnostics.flatMap { ["", harmlessLines(named(file, in: $0))] }
      return lines.joined(separator: "\n") + "\n"
    }
    if let reason = result.reason, result.tests.isEmpty { lines.append(harmless(reason)) }
    if let first = result.tests.first(where: { $0.verdict != .pass }) {
      lines += ["", "first failure: \(first.name)", "  \(harmlessLines(first.message))"]
      if !first.expected.isEmpty || !first.actual.isEmpty {
        lines.append("  expected: \(harmlessLines(first.expected))")
        lines.append("  actual:   \(harmlessLines(first.actual))")
      }
      lines += call(of: first, in: file)
      if !first.timeline.isEmpty {
        lines.append("  what happened:")
        for (index, line) in first.timeline.enumerated() {
          lines.append((index == first.timelineMark ? "  > " : "    ") + harmless(line))
        }
      }
      lines += exploration(of: first, in: result.id)
    }
    lines.append("")
    lines += result.tests.map { "  \(mark($0.verdict)) \($0.name)" }
    if !outcome.printed.isEmpty {
      lines += ["", "your program printed:"]
      lines += outcome.printed.split(separator: "\n").suffix(20).map { "  \(harmless($0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The system call that the failure is about, and the student's line that made it.
  private static func call(of test: TestResult, in file: String) -> [String] {
    guard let call = test.call else { return [] }
    var lines = ["  \(words(for: call.role)): \(harmless(call.text))"]
    if let place = test.sourceLine {
      let shown = place.file == "Submission.swift" ? file : place.file
      lines.append("    \(shown):\(place.line)")
      for (offset, text) in place.text.enumerated() where place.firstLine + offset == place.line {
        lines.append("    \(harmless(text.trimmingPrefix { $0 == " " || $0 == "\t" }))")
      }
    }
    return lines
  }

  /// What came of exploring, and how to see the failing schedule again.
  private static func exploration(of test: TestResult, in exercise: String) -> [String] {
    guard let found = test.exploration else { return [] }
    var lines = ["  \(found.summary):"] + found.lines.map { "    \(harmless($0))" }
    if let replay = test.replay {
      lines.append("  this one again:")
      lines.append("    threadbare check \(exercise) --test \(test.id) --decisions \(replay)")
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

  private static func named(_ file: String, in diagnostic: String) -> String {
    let prefix = "Submission.swift:"
    return diagnostic.hasPrefix(prefix)
      ? "\(file):" + diagnostic.dropFirst(prefix.count) : diagnostic
  }

  private static func summary(_ result: ExerciseResult) -> String {
    switch result.verdict {
    case .pass: "all \(result.tests.count) tests pass"
    case .graderError: "not judged, through a fault of the grader: \(harmless(result.reason ?? ""))"
    case .fail where result.compile.status != .ok: result.reason ?? "it does not compile"
    case .fail, .notRun:
      "\(result.tests.count { $0.verdict == .pass }) of \(result.tests.count) tests pass"
    }
  }

  private static func mark(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: "✓"
    case .fail: "✗"
    case .notRun: "·"
    case .graderError: "!"
    }
  }

  private static func harmlessLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { harmless($0) }
      .joined(separator: "\n  ")
  }
}
