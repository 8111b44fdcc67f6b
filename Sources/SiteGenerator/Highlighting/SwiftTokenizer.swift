/// Swift: nested comments, raw strings, interpolation, attributes and directives.
enum SwiftTokenizer {
  private static let words = WordTable([
    .keyword: """
    any as associatedtype async await break case catch class continue default defer deinit didSet \
    do else enum extension fallthrough fileprivate final for func get guard if import in indirect \
    init inout internal is lazy let mutating nonisolated nonmutating operator override \
    precedencegroup private protocol public repeat rethrows return self set some static struct \
    subscript super switch throw throws try typealias unowned var weak where while willSet
    """,
    .constant: "true false nil",
    .type: "Self",
  ])

  /// Words that mean something only before another word, and are names elsewhere.
  private static let wordsBeforeNames = WordTable([
    .keyword: """
    actor borrowing consume consuming convenience copy discard dynamic each infix isolated macro \
    open optional package postfix prefix required sending unsafe
    """
  ])

  /// A string that an interpolation interrupted.
  private struct OpenString {
    var form: StringForm
    /// The parentheses that are open in the interpolation, its own included.
    var parentheses: Int
  }

  /// How a string ends.
  private struct StringForm {
    var hashes: Int
    var quotes: Int
  }

  static func scan(_ scanner: inout CodeScanner) {
    // The strings around the current place, from the outside in.
    var open: [OpenString] = []
    while !scanner.isAtEnd {
      let byte = scanner.current
      switch byte {
      case Byte.slash where scanner.peek(1) == Byte.slash:
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.comment)
      case Byte.slash where scanner.peek(1) == Byte.star:
        scanner.emit(.plain)
        skipBlockComment(&scanner)
        scanner.emit(.comment)
      case Byte.quote, Byte.hash:
        hashOrString(&scanner, &open)
      case Byte.openParenthesis:
        if !open.isEmpty { open[open.count - 1].parentheses += 1 }
        scanner.advance()
      case Byte.closeParenthesis:
        closeParenthesis(&scanner, &open)
      case Byte.at where Byte.startsName(scanner.peek(1)):
        scanner.emit(.plain)
        scanner.advance()
        scanner.skip(while: Byte.continuesName)
        scanner.emit(.directive)
      case Byte.backquote:
        quotedName(&scanner)
      case _ where Byte.isDigit(byte):
        scanner.emit(.plain)
        NumberScanner.skipNumber(&scanner, suffix: .none)
        scanner.emit(.number)
      case _ where Byte.startsName(byte):
        name(&scanner)
      default:
        scanner.advance()
      }
    }
  }

  // MARK: Names

  private static func name(_ scanner: inout CodeScanner) {
    let isMember = scanner.previous == Byte.dot
    scanner.emit(.plain)
    let start = scanner.position
    scanner.skip(while: Byte.continuesName)
    let word = scanner.bytes[start..<scanner.position]
    var kind = CodeTokenKind.plain
    if let known = words.kind(of: word), !isMember, !isLabel(word, scanner) {
      kind = known
    } else if let known = wordsBeforeNames.kind(of: word), isBeforeName(scanner) {
      kind = known
    } else if let first = word.first, Byte.isUppercase(first) {
      kind = .type
    } else if scanner.current == Byte.openParenthesis {
      kind = .function
    }
    scanner.emit(kind)
  }

  /// Says whether a word is the label of an argument, which may be spelled like a keyword.
  private static func isLabel(_ word: ArraySlice<UInt8>, _ scanner: CodeScanner) -> Bool {
    scanner.current == Byte.colon && !word.elementsEqual("default".utf8)
  }

  /// Says whether a blank and a name follow.
  private static func isBeforeName(_ scanner: CodeScanner) -> Bool {
    Byte.isBlank(scanner.current) && Byte.startsName(scanner.peek(1))
  }

  /// A name between backquotes, which may hold spaces.
  private static func quotedName(_ scanner: inout CodeScanner) {
    scanner.emit(.plain)
    let start = scanner.position
    scanner.advance()
    scanner.skip { $0 != Byte.backquote && $0 != Byte.newline }
    guard scanner.current == Byte.backquote else {
      scanner.rewind(to: start)
      scanner.advance()
      return
    }
    scanner.advance()
    scanner.emit(scanner.current == Byte.openParenthesis ? .function : .plain)
  }

  // MARK: Strings

  private static func hashOrString(_ scanner: inout CodeScanner, _ open: inout [OpenString]) {
    scanner.emit(.plain)
    var hashes = 0
    while scanner.peek(hashes) == Byte.hash { hashes += 1 }
    guard scanner.peek(hashes) == Byte.quote else {
      scanner.advance()
      if hashes == 1, Byte.startsName(scanner.current) {
        scanner.skip(while: Byte.continuesName)
        scanner.emit(.directive)
      }
      return
    }
    scanner.advance(hashes)
    let quotes = scanner.starts(with: "\"\"\"") ? 3 : 1
    scanner.advance(quotes)
    stringBody(&scanner, StringForm(hashes: hashes, quotes: quotes), &open)
  }

  private static func closeParenthesis(
    _ scanner: inout CodeScanner, _ open: inout [OpenString]
  ) {
    guard var string = open.last else { return scanner.advance() }
    string.parentheses -= 1
    if string.parentheses > 0 {
      open[open.count - 1] = string
      return scanner.advance()
    }
    open.removeLast()
    scanner.emit(.plain)
    scanner.advance()
    stringBody(&scanner, string.form, &open)
  }

  /// Reads a string to its end, or to where an interpolation begins.
  private static func stringBody(
    _ scanner: inout CodeScanner, _ form: StringForm, _ open: inout [OpenString]
  ) {
    while !scanner.isAtEnd {
      switch scanner.current {
      case Byte.newline where form.quotes == 1:
        return scanner.emit(.string)
      case Byte.backslash where hashes(after: 1, in: scanner, atLeast: form.hashes):
        scanner.advance(1 + form.hashes)
        if scanner.current == Byte.openParenthesis {
          scanner.advance()
          scanner.emit(.string)
          return open.append(OpenString(form: form, parentheses: 1))
        }
        if scanner.current != Byte.newline { scanner.advance() }
      case Byte.quote where ends(form, scanner):
        scanner.advance(form.quotes + form.hashes)
        return scanner.emit(.string)
      default:
        scanner.advance()
      }
    }
    scanner.emit(.string)
  }

  private static func ends(_ form: StringForm, _ scanner: CodeScanner) -> Bool {
    (form.quotes == 1 || scanner.starts(with: "\"\"\""))
      && hashes(after: form.quotes, in: scanner, atLeast: form.hashes)
  }

  private static func hashes(after offset: Int, in scanner: CodeScanner, atLeast count: Int)
    -> Bool
  {
    for index in 0..<count where scanner.peek(offset + index) != Byte.hash { return false }
    return true
  }

  // MARK: Comments

  private static func skipBlockComment(_ scanner: inout CodeScanner) {
    var depth = 0
    while !scanner.isAtEnd {
      if scanner.starts(with: "/*") {
        depth += 1
        scanner.advance(2)
      } else if scanner.starts(with: "*/") {
        depth -= 1
        scanner.advance(2)
        if depth == 0 { return }
      } else {
        scanner.advance()
      }
    }
  }
}
