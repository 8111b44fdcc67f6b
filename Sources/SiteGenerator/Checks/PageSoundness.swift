import Diagnostics
import Markup

/// What makes a page hard to use for some: pictures without words, headings that skip a level, links and fields
/// without a name.
enum PageSoundness {
  /// The problems of a page.
  static func diagnostics(of html: [UInt8], path: String) -> [Diagnostic] {
    let page = ParsedPage(html: html)
    var problems: [String] = []
    for element in page.elements {
      let attributes = element.attributes
      switch element.name {
      case "img" where attributes["alt"] == nil: problems.append("a picture has no alt text")
      case "svg"
      where attributes["aria-hidden"] != "true" && (attributes["aria-label"] ?? "").isEmpty:
        problems.append("a drawing has no label")
      case "a" where attributes["href"] != nil && isNameless(element):
        problems.append("the link to \(quoted(attributes["href"] ?? "")) has no text")
      case "button" where isNameless(element): problems.append("a button has no text")
      default: break
      }
    }
    problems += headings(page.elements)
    return problems.map { Diagnostic(location: SourceLocation(path: path), message: $0) }
  }

  private static func isNameless(_ element: ParsedPage.Element) -> Bool {
    element.text.allSatisfy(\.isWhitespace) && (element.attributes["aria-label"] ?? "").isEmpty
  }

  private static func headings(_ elements: [ParsedPage.Element]) -> [String] {
    var problems: [String] = []
    var last = 0
    var firstCount = 0
    for element in elements {
      guard element.name.count == 2, element.name.hasPrefix("h"),
        let level = element.name.last?.wholeNumberValue, (1...6).contains(level)
      else { continue }
      if level == 1 { firstCount += 1 }
      // The outline stands before the page's own heading.
      if last > 0, level > last + 1 {
        problems.append(
          "heading \(quoted(element.text)) of level \(level) follows one of level \(last)")
      }
      last = level
    }
    if firstCount != 1 { problems.append("the page has \(firstCount) headings of level 1") }
    return problems
  }
}
