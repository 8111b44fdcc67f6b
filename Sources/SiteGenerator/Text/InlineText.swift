import Markup

/// A title or another text of one line, in which backquotes set code off.
enum InlineText {
  /// The text as markup.
  static func html(_ text: String) -> String {
    HTMLFragment { write(text, into: $0) }.html
  }

  /// The text without its backquotes: for the window's title and for those who hear it.
  static func plain(_ text: String) -> String {
    text.contains("`") ? text.replacing("`", with: "") : text
  }

  /// Adds the text to an element; a backquote without a partner stays one.
  static func write(_ text: String, into element: HTMLElement) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index % 2 == 0 {
        element.text(String(part))
      } else if index == parts.count - 1 {
        element.text("`" + part)
      } else {
        element.add(.code, text: String(part))
      }
    }
  }
}
