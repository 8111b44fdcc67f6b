extension StringProtocol where SubSequence == Substring {
  /// What is behind a beginning, or nil where the text begins with something else.
  package func dropping(_ beginning: String) -> Substring? {
    hasPrefix(beginning) ? dropFirst(beginning.count) : nil
  }
}
