internal import ArgumentParser
internal import Diagnostics

/// How a command line that cannot be read is answered: in the form of every other error.
enum UsageError {
  /// Says what is wrong with a command line.
  ///
  /// - Parameters:
  ///   - words: The words behind the program's name.
  ///   - message: The parser's message, with its usage.
  /// - Returns: What is wrong, what was probably meant, and how the command is used.
  static func diagnostic(of words: [String], message: String) -> Diagnostic {
    unknownCommand(in: words) ?? diagnostic(of: message)
  }

  /// The parser takes a name that no command has for an argument too many.
  private static func unknownCommand(in words: [String]) -> Diagnostic? {
    var command: any ParsableCommand.Type = Threadbare.self
    var path = "threadbare"
    for word in words {
      let subcommands = command.configuration.subcommands
      guard !subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
      let names = subcommands.compactMap { $0.configuration.commandName }
      guard let index = names.firstIndex(of: word) else {
        return Diagnostic(
          message: "there is no command \(quoted("\(path) \(word)"))",
          help: suggestion(for: word, in: names, listedAs: "commands"))
      }
      command = subcommands[index]
      path += " \(word)"
    }
    return nil
  }

  private static func diagnostic(of message: String) -> Diagnostic {
    var body: [Substring] = []
    var help: [String] = []
    for line in message.split(separator: "\n") {
      if let text = line.dropping("Error: ") {
        body.append(text)
      } else if let text = line.dropping("Help:  ") {
        help.append(text.split(separator: "  ", maxSplits: 1).joined(separator: ": "))
      } else if let text = line.dropping("Usage: ") {
        help.append("usage: " + text)
      } else if let text = line.dropping("  See ") {
        help.append(String(text.replacing(" for more information.", with: " says more")))
      } else if help.isEmpty {
        body.append(line)
      }
    }
    // What is wrong is one sentence; what stands behind it says what to do, or begins a list of what there is.
    let first = body.first ?? ""
    let end = first.firstRange(of: ". ") ?? first.endIndex..<first.endIndex
    let values = body.dropFirst().compactMap { $0.dropping("  - ") }
    if !values.isEmpty {
      help.insert("it is one of \(values.joined(separator: ", "))", at: 0)
    } else if !end.isEmpty {
      help.insert(lowercased(first[end.upperBound...]), at: 0)
    }
    let sentence = first[..<end.lowerBound]
    return Diagnostic(
      message: lowercased(sentence.hasSuffix(".") ? sentence.dropLast() : sentence),
      help: help.joined(separator: "\n"))
  }

  private static func lowercased(_ sentence: Substring) -> String {
    sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}
