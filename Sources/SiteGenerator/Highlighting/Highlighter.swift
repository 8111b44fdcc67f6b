package import Markup

/// Colours code when the site is built, so that no page carries a highlighter.
package enum Highlighter {
  /// Cuts code into tokens; together they are the code.
  package static func tokens(of code: String, in language: CodeLanguage) -> [CodeToken] {
    var scanner = CodeScanner(code)
    switch language {
    case .swift: SwiftTokenizer.scan(&scanner)
    case .c: CTokenizer.scan(&scanner)
    case .yaml: YAMLTokenizer.scan(&scanner)
    case .shell: ShellTokenizer.scan(&scanner)
    case .console: ConsoleTokenizer.scan(&scanner)
    case .strace: StraceTokenizer.scan(&scanner)
    case .text: break
    }
    scanner.skip { _ in true }
    scanner.emit(.plain)
    return scanner.tokens
  }

  /// Adds code to an element: a `span` for each token that is not plain.
  package static func write(_ code: String, in language: CodeLanguage, into element: HTMLElement) {
    // First made fit to be shown, as a whole: a token may end between the two bytes of a line end.
    let code = PlainText.sanitised(code)
    let utf8 = code.utf8
    var start = utf8.startIndex
    var offset = 0
    for token in tokens(of: code, in: language) {
      let end = utf8.index(start, offsetBy: token.end - offset)
      let text = String(code[start..<end])
      if let name = token.kind.cssClass {
        element.add(.span, name, text: text)
      } else {
        element.text(text)
      }
      start = end
      offset = token.end
    }
  }
}
