import Markup

/// The text of markup: what is left for a place that takes no elements.
enum HTMLText {
  /// The text in some markup, spaces and line ends as one space each.
  static func plain(_ html: String) -> String {
    let text = ParsedPage(html: Array(html.utf8)).elements.first?.text ?? ""
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
