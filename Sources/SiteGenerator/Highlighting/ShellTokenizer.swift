/// Shell: commands, options, quoting and substitutions.
enum ShellTokenizer {
  private static let words = WordTable([
    .keyword: """
    if then elif else fi for in do done while until case esac function select time export local \
    readonly return break continue set unset exec source trap shift
    """
  ])

  static func scan(_ scanner: inout CodeScanner) {
    while !scanner.isAtEnd { line(&scanner) }
  }

  /// Reads one line with the lines that it goes on to, and its newline.
  static func line(_ scanner: inout CodeScanner) {
    // The first word of a command is what is run.
    var isCommand = true
    while !scanner.isAtEnd {
      let byte = scanner.current
      switch byte {
      case Byte.newline:
        scanner.advance()
        return scanner.emit(.plain)
      case Byte.backslash:
        scanner.advance(2)
      case Byte.hash where scanner.isAtLineStart || Byte.isBlank(scanner.previous):
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.comment)
      case Byte.apostrophe:
        scanner.emit(.plain)
        scanner.advance()
        scanner.skip { $0 != Byte.apostrophe }
        scanner.advance()
        scanner.emit(.string)
        isCommand = false
      case Byte.quote:
        doubleQuoted(&scanner)
        isCommand = false
      case Byte.dollar:
        // The command of a substitution is read as one.
        isCommand = substitution(&scanner)
      case UInt8(ascii: "&") where scanner.previous == UInt8(ascii: ">"):
        // `2>&1` names a file and starts no command.
        scanner.advance(2)
      case _ where ";|&(`{".utf8.contains(byte):
        scanner.advance()
        isCommand = true
      case _ where Byte.isBlank(byte) || ")}<>!".utf8.contains(byte):
        scanner.advance()
      default:
        isCommand = word(&scanner, isCommand: isCommand)
      }
    }
  }

  /// Reads a word and says whether the next one is a command.
  private static func word(_ scanner: inout CodeScanner, isCommand: Bool) -> Bool {
    scanner.emit(.plain)
    let start = scanner.position
    scanner.skip { !Byte.isBlank($0) && !"\n\"'$;|&()`<>\\".utf8.contains($0) }
    // A byte that begins no word is a word of its own, so that reading goes on.
    if scanner.position == start { scanner.advance() }
    let word = scanner.bytes[start..<scanner.position]
    if isCommand, let known = words.kind(of: word) {
      scanner.emit(known)
      return true
    }
    if word.first == Byte.dash, word.count > 1 {
      scanner.emit(.key)
      return false
    }
    if isCommand, let equals = word.firstIndex(of: UInt8(ascii: "=")), equals > start {
      scanner.rewind(to: equals)
      scanner.emit(.variable)
      scanner.advance()
      scanner.skip { !Byte.isBlank($0) && !"\n\"'$;|&()`<>\\".utf8.contains($0) }
      scanner.emit(.plain)
      return true
    }
    let isNumber = word.allSatisfy(Byte.isDigit)
    scanner.emit(isCommand ? .function : isNumber ? .number : .plain)
    return false
  }

  /// A string in which substitutions are made.
  private static func doubleQuoted(_ scanner: inout CodeScanner) {
    scanner.emit(.plain)
    scanner.advance()
    while !scanner.isAtEnd {
      switch scanner.current {
      case Byte.backslash:
        scanner.advance(2)
      case Byte.quote:
        scanner.advance()
        return scanner.emit(.string)
      case Byte.dollar where scanner.peek(1) == Byte.openParenthesis:
        scanner.emit(.string)
        skipParentheses(&scanner)
        scanner.emit(.variable)
      case Byte.dollar where scanner.peek(1) != Byte.quote:
        scanner.emit(.string)
        skipVariable(&scanner)
        scanner.emit(.variable)
      default:
        scanner.advance()
      }
    }
    scanner.emit(.string)
  }

  /// Reads what a `$` begins and says whether a command follows.
  private static func substitution(_ scanner: inout CodeScanner) -> Bool {
    scanner.emit(.plain)
    if scanner.peek(1) == Byte.openParenthesis {
      scanner.advance(2)
      scanner.emit(.plain)
      return true
    }
    skipVariable(&scanner)
    scanner.emit(.variable)
    return false
  }

  /// Goes past a command in a string, which may have strings of its own.
  private static func skipParentheses(_ scanner: inout CodeScanner) {
    var depth = 0
    while !scanner.isAtEnd {
      let byte = scanner.current
      scanner.advance()
      if byte == Byte.openParenthesis { depth += 1 }
      if byte == Byte.closeParenthesis {
        depth -= 1
        if depth == 0 { return }
      }
    }
  }

  private static let openBrace = UInt8(ascii: "{")

  private static func skipVariable(_ scanner: inout CodeScanner) {
    scanner.advance()
    if scanner.current == openBrace {
      scanner.skip { $0 != UInt8(ascii: "}") && $0 != Byte.newline }
      if !scanner.isAtEnd, scanner.current != Byte.newline { scanner.advance() }
    } else if Byte.startsName(scanner.current) {
      scanner.skip(while: Byte.continuesName)
    } else if scanner.current != Byte.newline {
      // `$?`, `$1`, `$$` ...
      scanner.advance()
    }
  }
}
