/// A Swift, C or JavaScript file taken apart, so that a rule about code does not trip over a comment
/// or a string, and one about comments does not trip over code.
struct SourceText {
  /// The code; comments are left out and strings are empty, line breaks stay.
  let code: String
  /// The comments' text; line breaks stay.
  let comments: String

  /// Takes a text apart.
  ///
  /// Interpolations count as part of their string: a rule that must see into one is a job for the
  /// compiler.
  init(_ text: String) {
    var scanner = Scanner(text: Array(text.utf8))
    scanner.run()
    code = String(decoding: scanner.code, as: UTF8.self)
    comments = String(decoding: scanner.comments, as: UTF8.self)
  }

  /// The code, line by line with the lines' numbers.
  var codeLines: [(number: Int, text: Substring)] { Self.numbered(code) }

  /// The comments, line by line with the lines' numbers.
  var commentLines: [(number: Int, text: Substring)] { Self.numbered(comments) }

  private static func numbered(_ text: String) -> [(number: Int, text: Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }
  }
}

/// Goes over the bytes once.
private struct Scanner {
  let text: [UInt8]
  var position = 0
  var code: [UInt8] = []
  var comments: [UInt8] = []

  private static let newline = UInt8(ascii: "\n")

  private enum Part {
    case comment
    case string
  }

  mutating func run() {
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "/") where isAt("//"):
        position += 2
        while position < text.count, text[position] != Self.newline { take(as: .comment) }
      case UInt8(ascii: "/") where isAt("/*"):
        position += 2
        while position < text.count, !isAt("*/") { take(as: .comment) }
        position += 2
      case UInt8(ascii: "\""), UInt8(ascii: "#"):
        if !takeString() { takeCode() }
      default:
        takeCode()
      }
    }
  }

  private func isAt(_ mark: String) -> Bool {
    text[position...].starts(with: mark.utf8)
  }

  private mutating func takeCode() {
    code.append(text[position])
    if text[position] == Self.newline { comments.append(Self.newline) }
    position += 1
  }

  private mutating func take(as part: Part) {
    if text[position] == Self.newline {
      code.append(Self.newline)
      comments.append(Self.newline)
    } else if part == .comment {
      comments.append(text[position])
    }
    position += 1
  }

  /// Takes a whole string literal, raw and multi-line ones too; false when there is none here.
  private mutating func takeString() -> Bool {
    let hashes = String(
      repeating: "#", count: text[position...].prefix { $0 == UInt8(ascii: "#") }.count)
    guard let quote = ["\"\"\"", "\""].first(where: { isAt(hashes + $0) }) else { return false }
    position += hashes.utf8.count + quote.utf8.count
    code += Array("\"\"".utf8)
    while position < text.count, !isAt(quote + hashes) {
      if isAt("\\" + hashes) { position += 1 + hashes.utf8.count }
      if position < text.count { take(as: .string) }
    }
    position += quote.utf8.count + hashes.utf8.count
    return true
  }
}
