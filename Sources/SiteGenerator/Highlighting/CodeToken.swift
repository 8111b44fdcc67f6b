package import Markup

/// What a piece of code is to the reader's eye.
package enum CodeTokenKind: UInt8, Sendable, CaseIterable {
  /// Names, operators and white space.
  case plain
  /// A word of the language.
  case keyword
  /// The name of a type.
  case type
  /// The name of what is called, or of a command.
  case function
  /// A constant by its spelling: `CLONE_VM`, `true`.
  case constant
  /// A key of a mapping, or an option of a command.
  case key
  /// A variable or a substitution of a shell.
  case variable
  /// A string or character, with its quotes.
  case string
  /// A number.
  case number
  /// A remark of the author.
  case comment
  /// An attribute, a directive, or another word to the compiler.
  case directive
  /// The prompt of a terminal, which is not part of what is copied.
  case prompt
  /// What a program answered.
  case output
  /// An answer that says no.
  case failure

  /// The class that the style sheet knows it by; nil for plain code.
  package var cssClass: CSSClass? {
    switch self {
    case .plain: nil
    case .keyword: "kw"
    case .type: "ty"
    case .function: "fn"
    case .constant: "co"
    case .key: "ke"
    case .variable: "va"
    case .string: "st"
    case .number: "nu"
    case .comment: "cm"
    case .directive: "di"
    case .prompt: "pr"
    case .output: "ou"
    case .failure: "no"
    }
  }
}

/// A run of code of one kind; it begins where the one before it ends.
package struct CodeToken: Equatable, Sendable {
  /// What it is.
  package var kind: CodeTokenKind
  /// The offset in bytes after its last one.
  package var end: Int
}
