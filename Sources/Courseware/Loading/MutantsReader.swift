import Diagnostics

/// Reads `mutants.yaml`: for each mutant's file the test that must fail and what it must say.
///
///     shares-nothing.swift:
///       fails: memory-is-shared
///       message: the threads don't share their memory
struct MutantsReader {
  let context: ReadingContext
  /// The exercise's folder in the grader.
  let folder: CoursePath

  private static let keys = ["fails", "message"]

  /// The expectations that can be read; everything wrong is reported.
  func expectations(_ root: YAMLNode) -> [MutantExpectation] {
    guard case .mapping(let entries) = root.content else {
      context.error(
        "\"mutants.yaml\" is a mapping of files, not \(root.kindName)", at: root.span,
        help: "write \"name.swift:\", and under it \"fails\" and \"message\"")
      return []
    }
    let mutants = folder.appending("mutants").entries.filter(\.isFile)
    let known = mutants.map(\.name)
    var named: [String] = []
    let expectations = entries.compactMap { entry -> MutantExpectation? in
      guard case .scalar(let name, _) = entry.key.content else { return nil }
      named.append(name)
      let file = mutants.first { $0.name == name }
      if file == nil {
        context.error(
          "there is no mutant \(quoted(name))", at: entry.key.span,
          help: suggestion(for: name, in: known, listedAs: "mutants"))
      }
      let fields = FieldReader(
        entry.value, "the entry of a mutant", keys: Self.keys, in: context)
      guard let fields else { return nil }
      let fails = fields.line("fails")
      let message = fields.line("message")
      guard let file, let fails, let message else { return nil }
      return MutantExpectation(
        exercise: folder.name, file: file, fails: fails, message: message)
    }
    for name in known where name.hasSuffix(".swift") && !named.contains(name) {
      context.error(
        "mutant \(quoted(name)) is not named here", at: root.span,
        help: "say which test fails on it, and what its message contains")
    }
    return expectations
  }
}
