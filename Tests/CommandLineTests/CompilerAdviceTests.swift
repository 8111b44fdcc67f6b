import TestSupport
import Testing

/// What a beginner is told of a file that does not compile.
@Suite struct `Advice on compiler errors` {
  /// A line in a function of a submission, and a part of the hint on it.
  private static let mistakes: [(line: String, hint: String)] = [
    ("nunber = 3", "nothing has this name here"),
    ("let text: Int = number", "the types differ"),
    ("let text = number + 2.5", "the types differ"),
    ("let text = number; text = 3", "what `let` names never changes"),
    ("let text = throwing()", "write `try` before it"),
    ("let text = asynchronous()", "it is written with `await`"),
    ("let text: Int32? = nil; return text + 1", "the value may be nil"),
    ("return number.double()", "its type has nothing of this name"),
    ("return labelled(number)", "the call and the function differ in their arguments"),
    ("if number > 2 { return 1 } else { }; noReturn()", "every way through the function"),
    ("if number > 2 {", "something is not closed"),
  ]

  private static func submission(_ line: String) -> String {
    """
    import ExerciseKit
    import Exercise_01_double

    struct Submission: Doubling {
      func double(_ number: Int32) throws -> Int32 {
        \(line)
      }
      func throwing() throws -> Int { 1 }
      func asynchronous() async -> Int { 1 }
      func labelled(value: Int32) -> Int32 { value }
      func noReturn() {}
    }
    """
  }

  @Test(arguments: mistakes)
  func `tells what to do about the most common ones`(line: String, hint: String) async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(Self.submission(line), to: "mine.swift")
      let outcome = try await threadbare(
        ["check", "01-double", "--file", "mine.swift"], in: folder)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output.contains("mine.swift:"), "\(outcome)")
      #expect(outcome.output.contains("help: "), "\(outcome)")
      #expect(outcome.output.contains(hint), "\(outcome)")
      #expect(!outcome.output.contains("threadbare-entry"), "\(outcome)")
    }
  }

  @Test func `shows the first errors, and counts the others`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let lines = (0..<30).map { "let unused\($0) = missing\($0)" }.joined(separator: "\n    ")
      try folder.write(Self.submission(lines), to: "mine.swift")
      let outcome = try await threadbare(
        ["check", "01-double", "--file", "mine.swift"], in: folder)
      try expectSnapshot(of: outcome.output, named: "check-many-errors.txt")
    }
  }

  @Test(arguments: [
    ("struct Submision: Doubling {}", "your type is called `Submision`"),
    ("final class Answer: Doubling { init() {} }", "your type is called `Answer`"),
    ("struct Helper {}", "your file must declare `Submission`"),
    ("  \n", "your file is empty"),
  ])
  func `says so when there is no Submission`(text: String, words: String) async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let imports = text.contains("struct") ? "import Exercise_01_double\n" : ""
      try folder.write(imports + text, to: "mine.swift")
      let outcome = try await threadbare(
        ["check", "01-double", "--file", "mine.swift"], in: folder)
      #expect(outcome.exitCode == 1, "\(outcome)")
      #expect(outcome.output.contains(words), "\(outcome)")
    }
  }
}
