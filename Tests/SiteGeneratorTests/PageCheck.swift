/// What is wrong with a page as a browser's strictest reader sees it: tags that are not closed or
/// closed in the wrong order, attributes without quotes or given twice.
///
/// Parsers of HTML mend such faults silently, so the tests read the tags themselves.
struct PageCheck {
  private static let voidNames: Set<String> = [
    "br", "col", "hr", "img", "input", "link", "meta", "wbr",
  ]

  private var rest: Substring
  private var open: [String] = []
  private var problems: [String] = []

  private init(_ html: String) { rest = html[...] }

  /// The problems of a page; none if it is well-formed.
  static func problems(in html: String) -> [String] {
    var check = PageCheck(html)
    check.run()
    return check.problems
  }

  private mutating func run() {
    if rest.hasPrefix("<!DOCTYPE html>") {
      rest = rest.dropFirst("<!DOCTYPE html>".count)
    } else {
      problems.append("no doctype")
    }
    while let start = rest.firstIndex(where: { $0 == "<" || $0 == ">" }) {
      if rest[start] == ">" { problems.append("a bare > in text") }
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ">") else { return problems.append("a tag has no end") }
      tag(rest[..<end])
      rest = rest[rest.index(after: end)...]
    }
    problems += open.map { "<\($0)> is not closed" }
  }

  private mutating func tag(_ text: Substring) {
    if text.first == "/" {
      let name = String(text.dropFirst())
      if open.last == name {
        open.removeLast()
      } else {
        problems.append("</\(name)> closes <\(open.last ?? "nothing")>")
      }
      return
    }
    guard
      let match = text.wholeMatch(
        of: /([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<>]*")?)*)(\/?)/)
    else { return problems.append("<\(text)> is malformed") }
    let names = match.2.matches(of: /\s([a-zA-Z][a-zA-Z0-9:-]*)(?:="[^"]*")?/).map { String($0.1) }
    if Set(names).count != names.count { problems.append("<\(text)> has an attribute twice") }
    let name = String(match.1)
    if match.3.isEmpty, !Self.voidNames.contains(name) { open.append(name) }
  }
}
