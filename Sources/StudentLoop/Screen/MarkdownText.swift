/// Markdown as a terminal shows it: what a course's texts use, line by line.
///
/// Headings, lists, quotes, tables and code keep their shape; paragraphs are put together and broken anew.
struct MarkdownText {
  private var lines: [ScreenLine] = []
  private var paragraph = ""
  private var hanging = 0
  private var isInCode = false

  /// A text as lines, fitted to no width yet.
  static func lines(of markdown: String) -> [ScreenLine] {
    var text = MarkdownText()
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      text.take(String(line))
    }
    text.endParagraph()
    while text.lines.last?.spans.isEmpty == true { text.lines.removeLast() }
    return text.lines
  }

  private mutating func take(_ line: String) {
    let content = line.trimmed
    if content.hasPrefix("```") {
      endParagraph()
      isInCode.toggle()
    } else if isInCode {
      lines.append(ScreenLine("  " + line, .code, hanging: 4))
    } else if content.isEmpty {
      endParagraph()
      if lines.last?.spans.isEmpty == false { lines.append(.empty) }
    } else if let heading = content.wholeMatch(of: /#+ +(.*)/) {
      endParagraph()
      lines.append(ScreenLine(Self.unmarked(String(heading.1)), .heading))
    } else if content.hasPrefix("|") {
      endParagraph()
      if !content.contains(/^\|[-:| ]+\|?$/) { lines.append(Self.row(content)) }
    } else if let item = line.wholeMatch(of: /( *)([-*+]|\d+[.)]) +(.*)/) {
      endParagraph()
      let marker = item.2.count == 1 ? "•" : String(item.2)
      paragraph = String(item.1) + marker + " " + String(item.3)
      hanging = item.1.count + marker.count + 1
    } else if content.hasPrefix(">") {
      endParagraph()
      paragraph = "│ " + content.drop { $0 == ">" || $0 == " " }
      hanging = 2
    } else {
      paragraph += paragraph.isEmpty ? content : " " + content
    }
  }

  private mutating func endParagraph() {
    if !paragraph.isEmpty { lines.append(ScreenLine(Self.spans(of: paragraph), hanging: hanging)) }
    paragraph = ""
    hanging = 0
  }

  /// A row of a table: its cells with a line between them.
  private static func row(_ line: String) -> ScreenLine {
    let cells = line.drop { $0 == "|" }.reversed().drop { $0 == "|" }.reversed()
    let text = String(cells).split(separator: "|", omittingEmptySubsequences: false)
      .map { String($0).trimmed }.joined(separator: " │ ")
    return ScreenLine(spans(of: text), hanging: 4)
  }

  /// A text without its marks.
  private static func unmarked(_ text: String) -> String {
    spans(of: text).map(\.text).joined()
  }

  /// The pieces of a paragraph: code, strong text, and links as the words that they are.
  static func spans(of text: String) -> [Span] {
    var spans: [Span] = []
    var rest = text[...]
    let mark = /`+([^`]+)`+|\*\*([^*]+)\*\*|\*([^* ][^*]*)\*|\[([^\]]*)\]\(([^)]*)\)/
    while let match = rest.firstMatch(of: mark) {
      if match.range.lowerBound > rest.startIndex {
        spans.append(Span(rest[..<match.range.lowerBound]))
      }
      if let code = match.1 {
        spans.append(Span(code, .code))
      } else if let strong = match.2 ?? match.3 {
        spans.append(Span(strong, .strong))
      } else if let words = match.4 {
        let isPlace = match.5?.hasPrefix("http") == true
        for span in Self.spans(of: String(words)) {
          spans.append(Span(span.text, span.style, link: isPlace ? match.5.map(String.init) : nil))
        }
      }
      rest = rest[match.range.upperBound...]
    }
    if !rest.isEmpty { spans.append(Span(rest)) }
    return spans
  }
}
