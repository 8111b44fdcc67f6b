package import Courseware

/// A question that a script of a lesson asks by itself: what a call of it gives.
///
/// The run is shown up to a call whose answer is left out; what comes after would give it away.
package struct ScriptPrediction: Sendable {
  /// The script.
  package let name: String
  private let transcript: [String]
  private let place: Int
  private let answer: String

  /// The question of a script; nil if it has no call worth asking about.
  ///
  /// It is the last call that is answered: the one that a script is mostly written for.
  package init?(_ example: ScriptExample) {
    name = example.name.value
    let lines = example.run().transcript.split(separator: "\n").map(String.init)
    let found = lines.indices.reversed().lazy.compactMap { index -> (Int, String)? in
      Self.parts(of: lines[index]).map { (index, $0.answer) }
    }.first
    transcript = lines
    guard let (place, answer) = found else { return nil }
    self.place = place
    self.answer = answer
  }

  /// A line's call and its answer; nil for a line that has none.
  private static func parts(of line: String) -> (call: String, answer: String)? {
    guard let match = line.wholeMatch(of: /(\[\d+\] (?:.*\))) = (.+)/), match.2 != "?",
      !match.1.contains("] exit")
    else { return nil }
    return (String(match.1), String(match.2))
  }

  /// The run up to the call, whose answer is left out.
  package var shown: [ScreenLine] {
    let call = Self.parts(of: transcript[place])?.call ?? ""
    let lines = transcript[..<place] + [call + " = ?"]
    return TaskTimeline.lines(of: Array(lines), marking: place, showsTimes: false)
  }

  /// Whether an answer says what the call gives: its value, its error's name, or the words beside it.
  package func isRight(_ given: String) -> Bool {
    let given = Self.plain(given)
    guard !given.isEmpty else { return false }
    if given == Self.plain(answer) { return true }
    let words = answer.split(separator: " ", maxSplits: 1)
    if given == words.first.map({ Self.plain(String($0)) }), given != "-1" { return true }
    let error = answer.firstMatch(of: /^-1 ([A-Z0-9]+)/)
    if let error, given == Self.plain(String(error.1)) { return true }
    let beside = answer.firstMatch(of: /\((.*)\)$/)
    return beside.map { given == Self.plain(String($0.1)) } ?? false
  }

  /// A text without case, quotes and the spaces at its ends.
  private static func plain(_ text: String) -> String {
    text.lowercased().replacing("\"", with: "").trimmed
  }

  /// What the call gave, and the whole run.
  package func explanation(after given: String) -> [ScreenLine] {
    let verdict =
      isRight(given)
      ? ScreenLine([Span("Right: ", .good), Span(answer, .code)])
      : ScreenLine([Span("It is ", .bad), Span(answer, .code)])
    return [verdict, .empty]
      + TaskTimeline.lines(of: transcript, marking: place, showsTimes: false)
  }
}
