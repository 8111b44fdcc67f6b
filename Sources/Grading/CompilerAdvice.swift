/// Plain words for what beginners meet most: what a message of the compiler asks for.
enum CompilerAdvice {
  /// A kind of message, told by what it says, and what to do about it.
  ///
  /// The words are those of the compiler's `Diagnostics*.def`.
  private static let kinds: [(said: [String], advice: String)] = [
    (
      ["is not marked with 'await'", "does not support concurrency"],
      "this call may sleep, so it is written with `await`, in a function that is `async`; a system call is "
        + "`try await linux.…`"
    ),
    (
      ["is not marked with 'try'", "errors thrown from here are not handled"],
      "this call may fail: write `try` before it, in a function that `throws`, or catch the error "
        + "with do and catch"
    ),
    (
      ["must be unwrapped", "is optional; "],
      "the value may be nil: take it out with `if let` or `guard let`, or say with `??` what counts "
        + "in its place"
    ),
    (
      ["is a 'let' constant", "'self' is immutable", "cannot use mutating member on immutable"],
      "what `let` names never changes: name it with `var`; the functions of `Submission` keep what they "
        + "need in variables of their own"
    ),
    (
      ["does not conform to protocol"],
      "it lacks what the protocol asks for: names, labels and types have to be those of Protocol.swift, "
        + "letter by letter"
    ),
    (
      ["cannot find type"],
      "there is no type of this name here: check how it is spelled, and the imports at the top"
    ),
    (
      ["cannot find", "before its declaration", "use of unresolved"],
      "nothing has this name here: check how it is spelled, and that it is declared above, in the "
        + "same braces"
    ),
    (
      [
        "binary operator", "cannot convert value of type", "cannot convert return expression",
        "as a boolean", "use of '=' in a boolean", "type of expression is ambiguous",
      ],
      "the types differ, and Swift converts nothing by itself: make a value of the other type, such as "
        + "`Int32(value)`, or compare with `==`"
    ),
    (
      [
        "missing argument", "extra argument", "incorrect argument label", "extraneous argument",
        "arguments for", "argument labels",
      ],
      "the call and the function differ in their arguments: order, number and labels (`name:`) are as "
        + "in its declaration"
    ),
    (
      ["has no member", "no dynamic member"],
      "its type has nothing of this name: Protocol.swift and the task say what there is"
    ),
    (
      ["missing return", "expected to return"],
      "every way through the function has to end with `return` and a value"
    ),
    (
      [
        "expected '", "expected expression", "extraneous '", "expected declaration", "consecutive",
        "expected pattern", "unterminated",
      ],
      "something is not closed or not finished on this line or just above: count braces, brackets and "
        + "quotes"
    ),
    (
      ["captured var", "sending", "non-Sendable", "concurrently-executing", "data race"],
      "code that runs as another task cannot change a variable of this one: keep values in the emulated "
        + "memory, or copy them with `let` before"
    ),
    (
      ["no such module"],
      "a submission imports ExerciseKit and the module of its own exercise; take the imports of the "
        + "starter"
    ),
  ]

  /// What to do about a message.
  ///
  /// - Parameter message: The message, its first line at least.
  /// - Returns: A hint; nil where the message's own words have to do.
  static func advice(on message: String) -> String? {
    let first = message.prefix { $0 != "\n" }
    guard let said = first.firstRange(of: ": error: ") else { return nil }
    let words = first[said.upperBound...]
    return kinds.first { $0.said.contains { words.contains($0) } }?.advice
  }
}
