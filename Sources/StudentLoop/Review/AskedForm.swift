internal import Courseware

/// A kind of question on lines of text: what is shown, what is typed, and what is said of it.
protocol AskedForm {
  /// What stands below the prompt.
  var lines: [ScreenLine] { get }
  /// What is typed, field by field.
  var fields: [ReviewSession.Field] { get }
  /// What is wrong with the form of an answer to a field; nil if it can be judged.
  func complaint(about answer: String, in field: Int) -> String?
  /// Whether well-formed answers, one for each field, are right.
  func isRight(_ answers: [String]) -> Bool
  /// The reasons that such answers call for.
  func reasons(for answers: [String]) -> [ScreenLine]
}

/// What the forms have in common.
enum AskedText {
  /// The letter of a line that can be chosen.
  static func letter(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(truncatingIfNeeded: index % 26))))
  }

  /// Lines after their mark.
  static func marked(_ mark: String, _ lines: [ScreenLine]) -> [ScreenLine] {
    lines.enumerated().map { number, line in
      ScreenLine(
        [Span(number == 0 ? "  \(mark)  " : "     ", .strong)] + line.spans, hanging: 5)
    }
  }

  /// The places that letters name, in the order of the letters; nil if one is no letter of `count` lines.
  static func places(of letters: String, count: Int) -> [Int]? {
    var places: [Int] = []
    for character in letters.lowercased() where character.isLetter || character.isNumber {
      guard let place = (0..<count).first(where: { letter($0) == String(character) }) else {
        return nil
      }
      places.append(place)
    }
    return places
  }

  /// A reason with a sign that says whether what it is about is right.
  static func reason(_ isRight: Bool, _ mark: String, _ reason: SourceText) -> [ScreenLine] {
    let sign = isRight ? Span("✓ ", .good) : Span("✗ ", .bad)
    return MarkdownText.lines(of: reason.string).enumerated().map { number, line in
      ScreenLine(
        (number == 0 ? [Span("  "), sign, Span("\(mark)  ")] : [Span("       ")]) + line.spans,
        hanging: 7)
    }
  }

  /// A list in another order: the same for the same round, another for the next one, and never its own.
  static func shuffled<Element>(_ list: [Element], round: Int) -> [Element] {
    var places = Array(list.indices)
    var state = UInt64(truncatingIfNeeded: round) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(list.count)
    for last in list.indices.reversed() where last > 0 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      places.swapAt(last, Int((state >> 33) % UInt64(last + 1)))
    }
    if places.count > 1, places == Array(list.indices) { places.swapAt(0, places.count - 1) }
    return places.map { list[$0] }
  }
}
