import Markup

/// Puts words into templates when they are loaded: `{{say.GROUP.NAME}}` as text, `{{{say.GROUP.NAMEHTML}}}`
/// or `{{&say.GROUP.NAMEHTML}}` as markup, in which code is set off.
///
/// They are the same on all pages, so that no page has to look for them.
enum TemplateWords {
  private static let prefix = "say."
  private static let markupEnding = "HTML"

  /// A phrase that a tag names.
  struct Name {
    let key: String
    /// Whether it is wanted as markup.
    let isMarkup: Bool
  }

  /// The phrase that a tag names.
  ///
  /// - Parameter tag: What stands between the braces.
  /// - Returns: The phrase; nil for tags that name something else.
  static func name(in tag: Substring) -> Name? {
    let name = tag.drop { $0 == "&" || $0.isWhitespace }
    guard name.hasPrefix(prefix) else { return nil }
    let key = name.dropFirst(prefix.count).prefix { !$0.isWhitespace }
    guard name[key.endIndex...].allSatisfy(\.isWhitespace) else { return nil }
    let isMarkup = key.hasSuffix(markupEnding)
    return Name(
      key: String(isMarkup ? key.dropLast(markupEnding.count) : key), isMarkup: isMarkup)
  }

  /// Whether a tag names a phrase in a form that no phrase has: as a section, or inside of something else.
  static func isMisused(in tag: Substring) -> Bool {
    guard tag.first != "!", name(in: tag) == nil else { return false }
    return tag.ranges(of: prefix).contains { found in
      guard found.lowerBound > tag.startIndex else { return true }
      let before = tag[tag.index(before: found.lowerBound)]
      return !(before.isLetter || before.isNumber || "._-/".contains(before))
    }
  }

  /// The template with its words.
  static func filled(_ template: String, from words: Words?) -> String {
    guard let words, template.contains(prefix) else { return template }
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
    let tag = text.dropFirst(isTriple ? 3 : 2).prefix { $0 != "}" }
    let close = isTriple ? "}}}" : "}}"
    guard let name = name(in: tag), text[tag.endIndex...].hasPrefix(close) else { return nil }
    guard
      let said = name.isMarkup ? words.fixedHTML(name.key) : words.fixedText(name.key).map(escaped)
    else {
      return nil
    }
    // Two braces would open a tag.
    return (
      said.replacing("{", with: "&#123;"), text.index(tag.endIndex, offsetBy: close.count)
    )
  }

  private static func escaped(_ text: String) -> String {
    HTMLFragment { $0.text(text) }.html.replacing("\"", with: "&quot;")
  }
}
