internal import Courseware

/// A program whose output is to be written down.
struct AskedTrace: AskedForm {
  private let trace: Question.Trace
  private let program: ProgramExample?
  private let place: String
  private let output: String

  init(_ trace: Question.Trace, of lesson: Lesson) {
    self.trace = trace
    output = lesson.recordedOutput(of: trace) ?? ""
    switch trace.example {
    case .program(let name):
      program = lesson.program(name.value)
      place = "program \(name.value)"
    case .script(let name):
      program = nil
      let line = lesson.script(name.value)?.name.span.line
      place =
        "script \(name.value) of \(lesson.id.value)" + (line.map { ", at line \($0)" } ?? "")
    }
  }

  var lines: [ScreenLine] {
    [ScreenLine("The output of \(place):", .faint), .empty]
      + (program?.lines ?? []).map { ScreenLine("  " + $0, .code, hanging: 4) }
  }

  let fields = [ReviewSession.Field("the output, ended by a line with a dot", isText: true)]

  func complaint(about answer: String, in field: Int) -> String? { nil }

  func isRight(_ answers: [String]) -> Bool { Self.plain(answers[0]) == Self.plain(output) }

  func reasons(for answers: [String]) -> [ScreenLine] {
    let wrong = trace.wrong.first { Self.plain($0.answer.value) == Self.plain(answers[0]) }
    var lines = wrong.map { AskedText.reason(false, "-", $0.reason) } ?? []
    if !isRight(answers) {
      lines.append(ScreenLine("  This is what comes out:"))
      lines += Self.plain(output).split(separator: "\n", omittingEmptySubsequences: false)
        .map { ScreenLine("    " + $0, .code, hanging: 4) }
    }
    return lines + AskedText.reason(true, "+", trace.reason)
  }

  /// An output without spaces at the ends of lines and empty lines at its end.
  private static func plain(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0.isWhitespace }.reversed())
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
