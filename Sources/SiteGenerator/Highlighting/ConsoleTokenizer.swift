/// A session in a terminal: lines with a prompt are commands, the others are what they answered.
enum ConsoleTokenizer {
  static func scan(_ scanner: inout CodeScanner) {
    while !scanner.isAtEnd {
      if let prompt = "$#>".utf8.first(where: { $0 == scanner.current }),
        scanner.peek(1) == Byte.space
      {
        // A root prompt before a lower-case word only: `# Notes` is something that was printed.
        let isCommand = prompt != Byte.hash || !Byte.isUppercase(scanner.peek(2))
        if isCommand {
          scanner.advance(2)
          scanner.emit(.prompt)
          ShellTokenizer.line(&scanner)
          continue
        }
      }
      scanner.skipToLineEnd()
      scanner.advance()
      scanner.emit(.output)
    }
  }
}
