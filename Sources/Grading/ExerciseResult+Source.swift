internal import Results

extension ExerciseResult {
  /// Quotes the lines of the submission that its results name.
  ///
  /// A worker says which lines these are, and code of the submission runs in it: what is no line of
  /// the submitted files is forgotten.
  mutating func quoteLines(of submission: Submission) {
    for index in tests.indices {
      tests[index].sourceLine = tests[index].sourceLine.flatMap { Self.quoted($0, of: submission) }
    }
  }

  private static func quoted(_ place: SourceLine, of submission: Submission) -> SourceLine? {
    let prefix = "Submission/"
    guard case .sources(let files) = submission.content, place.file.hasPrefix(prefix) else {
      return nil
    }
    let name = String(place.file.dropFirst(prefix.count))
    guard let file = files.first(where: { $0.name == name }) else { return nil }
    return SourceLine(file: name, line: place.line)
      .quoted(from: String(decoding: file.bytes, as: UTF8.self))
  }
}
