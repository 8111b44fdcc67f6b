import SeededNumbers

extension CopyTests {
  /// A program that is like no other of another seed: statements drawn one after the other.
  static func program(seed: UInt64, statements: Int = 40) -> String {
    var numbers = SplitMix64(state: seed)
    let signs = ["+", "*", "==", "<", "&&", "??", "...", "|", "&", "^", "<<", "->", "="]
    let words = [
      "if", "for", "while", "guard", "return", "let", "try", "await", "switch", "case", "throw",
      "else", "in", "where", "is", "as", "defer", "nil", "true",
    ]
    let brackets = ["(", ")", "{", "}", "[", "]", ",", ":"]
    var text = ""
    for _ in 0..<statements {
      for _ in 0..<8 {
        switch numbers.next() % 4 {
        case 0: text += "name\(numbers.next() % 20) "
        case 1: text += signs[Int(numbers.next() % UInt64(signs.count))] + " "
        case 2: text += words[Int(numbers.next() % UInt64(words.count))] + " "
        default: text += brackets[Int(numbers.next() % UInt64(brackets.count))] + " "
        }
      }
      text += "\n"
    }
    return text
  }
}
