import Markup

/// A title or the name of a test, as the course has it: text in which backticks stand around code.
///
/// Only words of the course are taken so; text of a submission stays text.
enum CourseTitle {
  /// The title without its backticks, for places that hold text alone.
  static func plain(_ title: String) -> String {
    pieces(of: title).map(\.text).joined()
  }

  /// The title in pieces, every other one code; one piece of text where a backtick is single.
  fileprivate static func pieces(of title: String) -> [(text: String, isCode: Bool)] {
    let name = Clipping.name(title)
    let pieces = name.splitAtBackticks()
    guard pieces.count % 2 == 1 else { return [(name, false)] }
    return pieces.enumerated().map { (String($1), $0 % 2 == 1) }
  }
}

extension String {
  /// The text around and between its backticks, empty pieces too.
  func splitAtBackticks() -> [Substring] {
    // By bytes: no other character has this one in it, and most texts have none.
    utf8.split(separator: UInt8(ascii: "`"), omittingEmptySubsequences: false).map(Substring.init)
  }
}

extension HTMLElement {
  /// Adds a title of the course, its code as code.
  @discardableResult
  func addTitle(_ title: String) -> HTMLElement {
    let element = add(.bdi)
    for piece in CourseTitle.pieces(of: title) where !piece.text.isEmpty {
      if piece.isCode {
        element.add(.code, text: piece.text)
      } else {
        element.text(piece.text)
      }
    }
    return element
  }
}
