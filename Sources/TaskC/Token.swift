/// What a token is; of punctuation, which.
enum TokenKind: UInt8, Sendable {
  case end
  case name
  case keyword
  case integer
  case string
  case leftParen
  case rightParen
  case leftBracket
  case rightBracket
  case leftBrace
  case rightBrace
  case semicolon
  case comma
  case dot
  case arrow
  case ellipsis
  case question
  case colon
  case plus
  case minus
  case star
  case slash
  case percent
  case ampersand
  case bar
  case caret
  case tilde
  case exclamation
  case shiftLeft
  case shiftRight
  case less
  case greater
  case lessEqual
  case greaterEqual
  case equalEqual
  case notEqual
  case andAnd
  case orOr
  case plusPlus
  case minusMinus
  case equal
  case plusEqual
  case minusEqual
  case starEqual
  case slashEqual
  case percentEqual
  case ampersandEqual
  case barEqual
  case caretEqual
  case shiftLeftEqual
  case shiftRightEqual
}

/// A word, a number, a string or a mark of a program.
struct Token: Sendable {
  var kind: TokenKind
  /// Whether it comes from one of our headers; its place is then that of the `#include`.
  var isFromHeader: Bool
  /// Where it starts, in bytes; of what a macro stands for, where the macro is used.
  var offset: Int32
  var length: Int32
  /// Of a name, its ``NameID``; of a keyword, its raw value; of a number or string, its index.
  var value: Int32
}

/// A number as it is written.
struct Literal: Sendable {
  var bits: UInt64
  var kind: IntegerKind
}

/// The tokens of a program after the preprocessor.
struct TokenList: Sendable {
  var tokens: [Token] = []
  var literals: [Literal] = []
  var strings: [[UInt8]] = []
  var names = Names()
}
