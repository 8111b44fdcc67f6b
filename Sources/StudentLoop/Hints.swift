package import Courseware
package import Diagnostics

/// A hint as it is shown: "hint 1 of 3".
package struct Hint: Sendable, Equatable, Encodable {
  /// The exercise.
  package let exercise: String
  /// Which hint it is, from 1.
  package let level: Int
  /// How many there are.
  package let count: Int
  /// The hint in Markdown.
  package let text: String

  /// The hint as people read it.
  package var rendered: String {
    let body = text.hasSuffix("\n") ? text : text + "\n"
    return "hint \(level) of \(count)\n\n\(body)"
  }
}

extension ProgressFile {
  /// The next hint of an exercise, or the one that was asked for; it is remembered.
  ///
  /// After the last hint the last one is shown again.
  ///
  /// - Parameters:
  ///   - exercise: The exercise.
  ///   - level: Which hint, from 1; the next one when nil.
  /// - Returns: The hint.
  /// - Throws: One diagnostic when there is no such hint, or when the progress can't be kept.
  package func hint(
    of exercise: Exercise, level: Int? = nil
  ) throws(DiagnosticList) -> Hint {
    let count = exercise.hints.count
    let id = exercise.id.value
    guard count > 0 else {
      throw DiagnosticList([Diagnostic(message: "exercise \(quoted(id)) has no hints")])
    }
    if let level, !(1...count).contains(level) {
      throw DiagnosticList([
        Diagnostic(
          message: "exercise \(quoted(id)) has no hint \(level)",
          help: count == 1 ? "it has one hint" : "it has hints 1 to \(count)")
      ])
    }
    let shown = try update { progress -> Int in
      let next = level ?? min(progress[exercise: id].hintsShown + 1, count)
      progress[exercise: id].hintsShown = max(progress[exercise: id].hintsShown, next)
      return next
    }
    return Hint(
      exercise: id, level: shown, count: count, text: exercise.hints[shown - 1].string)
  }
}
