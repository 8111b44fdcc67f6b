internal import Diagnostics

/// The compiler's words about a submission, cut to what a person reads.
enum CompilerMessages {
  /// The most messages that are kept.
  static let messagesMax = 200
  /// The most of the compiler's output that is read, in bytes.
  static let bytesMax = 65_536

  /// Splits output into messages: each begins with a place and holds the lines under it.
  ///
  /// - Parameter output: What the compiler printed; it names a file by `./` and its name.
  /// - Returns: The messages, at most `messagesMax`.
  static func split(_ output: String) -> [String] {
    var messages: [String] = []
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      let text = String(line.hasPrefix("./") ? line.dropFirst(2) : line)
      let opens = [": error: ", ": warning: ", ": note: "].contains { text.contains($0) }
      if opens || text.hasPrefix("error: ") || text.hasPrefix("<unknown>:0: ") {
        messages.append(text)
      } else if !messages.isEmpty, !line.isEmpty {
        messages[messages.count - 1] += "\n" + text
      }
    }
    return messages.prefix(messagesMax).map(withCaret)
  }

  /// A message with a caret: the compiler draws none below a line that is not ASCII.
  private static func withCaret(_ message: String) -> String {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 2, !lines[1].utf8.allSatisfy({ $0 < 128 }),
      let place = lines[0].prefixMatch(of: #/[^:]+:[0-9]+:([0-9]+): /#),
      let column = Int(place.1), column > 0
    else { return message }
    // The compiler counts bytes.
    let before = String(decoding: lines[1].utf8.prefix(column - 1), as: UTF8.self)
    let quoted = Diagnostic(
      location: SourceLocation(path: "", line: 1, column: before.unicodeScalars.count + 1),
      message: "", sourceLine: String(lines[1])
    ).rendered().split(separator: "\n").suffix(2)
    return ([lines[0]] + quoted).joined(separator: "\n")
  }

  /// The most errors that are shown: what comes after them mostly follows from them.
  static let shownMax = 4

  /// Cuts messages to what matters: the first errors, each with the notes that help and with a hint.
  ///
  /// - Parameter messages: The messages in the compiler's order.
  /// - Returns: The errors that are shown, and last how many more there are.
  static func cut(_ messages: [String]) -> [String] {
    var shown: [String] = []
    var advised: Set<String> = []
    var count = 0
    for message in messages {
      if message.contains(": warning: ") { continue }
      if message.contains(": note: ") {
        // Notes are of use where they say what is missing.
        guard message.contains("protocol requires"), count > 0, count <= shownMax else { continue }
        let words = message.split(separator: "\n").first.map(String.init) ?? message
        if let said = words.firstRange(of: ": note: ") {
          shown[shown.count - 1] += "\n" + words[said.upperBound...]
        }
        continue
      }
      // The same mistake at several places is told at each, and explained once.
      count += 1
      guard count <= shownMax else { continue }
      shown.append(message)
    }
    for index in shown.indices {
      guard let advice = CompilerAdvice.advice(on: shown[index]),
        advised.insert(advice).inserted
      else { continue }
      shown[index] += "\nhelp: " + advice
    }
    if count > shownMax {
      shown.append("and \(counted(count - shownMax, "more error")), once these are mended")
    }
    return shown
  }

  /// Says in a student's terms what the compiler says about the generated entry file.
  ///
  /// - Parameters:
  ///   - messages: The messages.
  ///   - protocolName: What a submission conforms to.
  ///   - sources: The student's files.
  /// - Returns: The messages about the student's files, and what those about the entry come to.
  static func translate(
    _ messages: [String], protocolName: String, sources: [SourceFile]
  ) -> [String] {
    var result: [String] = []
    for message in messages {
      guard message.hasPrefix(EntryFile.name) else {
        result.append(message)
        continue
      }
      guard message.contains(": error: ") else { continue }
      // Without such a type the name means the module of the file.
      if message.contains("'Submission' in scope") || message.contains("module<Submission>")
        || message.contains("of module 'Submission'")
      {
        result.append(missingSubmission(protocolName, sources))
      } else if message.contains("conform") {
        result.append("error: `Submission` must conform to `\(protocolName)`")
      } else if message.contains("cannot be constructed") || message.contains("missing argument")
        || message.contains("inaccessible")
      {
        result.append("error: `Submission` must be made with `Submission()`: give it an `init()`")
      } else {
        result.append("error: `Submission` cannot be used as a `\(protocolName)`")
      }
    }
    return result
  }

  /// What to say where no file declares `Submission`: which type was probably meant to be it.
  private static func missingSubmission(_ protocolName: String, _ sources: [SourceFile]) -> String {
    let wanted = "struct Submission: \(protocolName) { ... }"
    let texts = sources.map { String(decoding: $0.bytes, as: UTF8.self) }
    if texts.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
      return "error: your file is empty: it must declare \(wanted)"
    }
    var types: [(name: String, conforms: Bool)] = []
    for text in texts {
      for match in text.matches(of: /\b(?:struct|class|enum|actor)\s+(\w+)\s*(:[^{]*)?/) {
        types.append((String(match.1), match.2?.contains(protocolName) == true))
      }
    }
    let near =
      types.first { $0.conforms }?.name
      ?? nearest(to: "Submission", in: types.map(\.name))
    guard let near else {
      return "error: your file must declare `Submission`: \(wanted)"
    }
    return "error: your type is called `\(near)`, and it must be called `Submission`: \(wanted)"
  }
}
