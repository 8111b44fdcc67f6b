/// System calls as `strace` writes them: `[pid 2] clone(CLONE_VM|SIGCHLD) = 3`.
enum StraceTokenizer {
  static func scan(_ scanner: inout CodeScanner) {
    while !scanner.isAtEnd {
      let byte = scanner.current
      switch byte {
      case UInt8(ascii: "[") where scanner.isAtLineStart:
        // Who calls is not what is called: the prefix steps back.
        scanner.emit(.plain)
        scanner.skip { $0 != UInt8(ascii: "]") && $0 != Byte.newline }
        if scanner.current == UInt8(ascii: "]") { scanner.advance() }
        scanner.emit(.comment)
      case UInt8(ascii: "+") where scanner.starts(with: "+++ "),
        Byte.dash
      where scanner.starts(with: "--- "):
        // What happened to a task, rather than what it asked for.
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.directive)
      case Byte.hash where Byte.isBlank(scanner.previous):
        scanner.emit(.plain)
        scanner.skipToLineEnd()
        scanner.emit(.comment)
      case Byte.quote:
        scanner.emit(.plain)
        CTokenizer.skipLiteral(&scanner, endingIn: byte)
        scanner.emit(.string)
      case Byte.dash where Byte.isDigit(scanner.peek(1)):
        scanner.emit(.plain)
        scanner.advance()
        NumberScanner.skipNumber(&scanner, suffix: .none)
        scanner.emit(.number)
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

  private static func name(_ scanner: inout CodeScanner) {
    scanner.emit(.plain)
    let start = scanner.position
    scanner.skip(while: Byte.continuesName)
    let word = scanner.bytes[start..<scanner.position]
    if CTokenizer.isConstant(word) {
      scanner.emit(isErrno(word) ? .failure : .constant)
    } else {
      scanner.emit(scanner.current == Byte.openParenthesis ? .function : .plain)
    }
  }

  /// Says whether a constant is the name of an error: `EINVAL` and not `EV_READ`.
  private static func isErrno(_ word: ArraySlice<UInt8>) -> Bool {
    word.first == UInt8(ascii: "E") && word.count > 2 && !word.contains(Byte.underscore)
  }
}
