import Markup

/// Puts words into templates when they are loaded: `{{say.GROUP.NAME}}` as text, `{{{say.GROUP.NAMEHTML}}}`
/// as markup, in which code is set off.
///
/// They are the same on all pages, so that no page has to look for them.
enum TemplateWords {
  private static let prefix = "say."
  private static let markupEnding = "HTML"

  /// The key of the phrase that a tag names, and whether it is wanted as markup; nil for other names.
  static func key(of name: Substring) -> (key: String, isMarkup: Bool)? {
    guard name.hasPrefix(prefix) else { return nil }
    let key = name.dropFirst(prefix.count)
    let isMarkup = key.hasSuffix(markupEnding)
    return (String(isMarkup ? key.dropLast(markupEnding.count) : key), isMarkup)
  }

  /// The template with its words.
  static func filled(_ template: String, from words: Words?) -> String {
    guard let words, template.contains("{{" + prefix) || template.contains("{{{" + prefix) else {
      return template
    }
    var filled = ""
    var rest = template[...]
    while let open = rest.firstRange(of: "{{") {
      filled += rest[..<open.lowerBound]
      rest = rest[open.lowerBound...]
      if let (text, end) = phrase(at: rest, from: words) {
        filled += text
        rest = rest[end...]
      } else {
        filled += rest[open]
        rest = rest[open.upperBound...]
      }
    }
    return filled + rest
  }

  /// The phrase of the tag at the start of a text, and where the tag ends; nil for other tags.
  private static func phrase(
    at text: Substring, from words: Words
  ) -> (text: String, end: String.Index)? {
    let isTriple = text.hasPrefix("{{{")
    let name = text.dropFirst(isTriple ? 3 : 2).prefix { $0 != "}" }
    let close = isTriple ? "}}}" : "}}"
    guard let (key, isMarkup) = key(of: name), text[name.endIndex...].hasPrefix(close) else {
      return nil
    }
    guard let said = isMarkup ? words.fixedHTML(key) : words.fixedText(key).map(escaped) else {
      return nil
    }
    // Two braces would open a tag.
    return (
      said.replacing("{", with: "&#123;"), text.index(name.endIndex, offsetBy: close.count)
    )
  }

  private static func escaped(_ text: String) -> String {
    HTMLFragment { $0.text(text) }.html.replacing("\"", with: "&quot;")
  }
}
