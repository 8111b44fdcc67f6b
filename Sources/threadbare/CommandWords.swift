/// The words of a command line as the parser reads them: it takes a word that starts with a hyphen for an option.
enum CommandWords {
  /// Binds numbers below zero to the options before them, and to `--arg` whatever comes behind it.
  ///
  /// - Parameter words: The words behind the program's name.
  /// - Returns: The words that mean the same to the parser.
  static func readable(_ words: ArraySlice<String>) -> [String] {
    var bound: [String] = []
    var isOptions = true
    for word in OverrideCommand.readable(words) {
      if isOptions, let option = bound.last, isValue(word, of: option) {
        bound[bound.count - 1] = "\(option)=\(word)"
      } else {
        bound.append(word)
        if word == "--" { isOptions = false }
      }
    }
    return bound
  }

  private static func isValue(_ word: String, of option: String) -> Bool {
    guard word.hasPrefix("-"), option.hasPrefix("--"), option != "--", !option.contains("=")
    else { return false }
    return option == "--arg" || Double(word) != nil
  }
}
