/// The compiler's words about a submission, cut to what a person reads.
enum CompilerMessages {
  /// The most messages that are kept.
  static let messagesMax = 20
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
    return Array(messages.prefix(messagesMax))
  }

  /// Says in a student's terms what the compiler says about the generated entry file.
  static func translate(_ messages: [String], protocolName: String) -> [String] {
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
        result.append(
          "error: your file must declare `Submission`: struct Submission: \(protocolName) { ... }")
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
}
