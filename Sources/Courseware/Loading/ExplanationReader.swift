import Diagnostics

/// Reads what a lesson explains beside its text: worked examples, and where book and kernel differ.
struct ExplanationReader {
  let context: ReadingContext

  private static let differenceKeys = ["book", "kernel", "source"]
  private static let exampleKeys = ["program", "steps"]
  private static let stepKeys = ["subgoal", "lines", "text"]

  /// The difference, or nil when a part of it can't be read.
  func difference(_ node: YAMLNode) -> BookDifference? {
    guard let fields = FieldReader(node, "a difference", keys: Self.differenceKeys, in: context)
    else { return nil }
    let book = fields.markdown("book")
    let kernel = fields.markdown("kernel")
    let source = fields.line("source")
    guard let book, let kernel, let source else { return nil }
    return BookDifference(book: book, kernel: kernel, source: source.value)
  }

  /// The worked example, or nil when a part of it can't be read.
  func workedExample(_ node: YAMLNode) -> WorkedExample? {
    guard let fields = FieldReader(node, "a worked example", keys: Self.exampleKeys, in: context)
    else { return nil }
    let program = fields.id("program")
    var lastLine = 0
    let steps = fields.list("steps") { step($0, after: &lastLine) }
    guard let program else { return nil }
    return WorkedExample(program: program, steps: steps)
  }

  private func step(_ node: YAMLNode, after lastLine: inout Int) -> WorkedExample.Step? {
    guard let fields = FieldReader(node, "a step", keys: Self.stepKeys, in: context) else {
      return nil
    }
    let subgoal = fields.line("subgoal")
    let place = fields.line("lines")
    let lines = place.flatMap(range)
    let text = fields.markdown("text")
    if let place, let lines {
      if lines.lowerBound <= lastLine {
        context.error(
          "the lines of a step come after those of the step before", at: place.span,
          help: "that one ends with line \(lastLine)")
      }
      lastLine = max(lastLine, lines.upperBound)
    }
    guard let subgoal, let place, let lines, let text else { return nil }
    return WorkedExample.Step(
      subgoal: subgoal, lines: Located(lines, at: place.span), text: text)
  }

  /// Lines as `3-5`, or one line as `3`.
  private func range(_ written: Located<String>) -> ClosedRange<Int>? {
    let ends = written.value.split(separator: "-", omittingEmptySubsequences: false)
      .map { parseInteger(String($0)) }
    if ends.count <= 2, let first = ends.first, let first, let last = ends.last, let last,
      first > 0, first <= last
    {
      return first...last
    }
    context.error(
      "\(quoted(written.value)) is no range of lines", at: written.span,
      help: "write the first and the last line, counted from 1: 3-5, or one line: 3")
    return nil
  }
}
