import Courseware
import Diagnostics
import Foundation
import TestSupport

/// A small course in a temporary folder, made of `Fixtures/valid` and what differs from it.
struct CourseFixture {
  let folder: TemporaryFolder

  /// The folders that hold the fixtures, by name.
  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return all.filter { !$0.hasPrefix(".") }.sorted()
  }()

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// Lays out the valid course and puts the files of another fixture over it.
  init(_ name: String, in folder: TemporaryFolder) throws {
    self.folder = folder
    try Self.overlay("valid", onto: folder)
    if name != "valid" { try Self.overlay(name, onto: folder) }
    // Swift files are all alike, and not kept as fixtures: the package would compile them.
    for exercise in try Self.folders(in: folder, under: "exercises") {
      let starter = "// TODO: write it.\n"
      try folder.write("protocol Family {}\n", to: "exercises/\(exercise)/Protocol.swift")
      try folder.write("let tests = 0\n", to: "exercises/\(exercise)/VisibleTests.swift")
      try folder.write(starter, to: "exercises/\(exercise)/Starter.swift")
      try folder.write(starter, to: "exercises/\(exercise)/Submission.swift")
      try folder.write("let tests = 1\n", to: "grader/\(exercise)/HiddenTests.swift")
      try folder.write("let solution = 1\n", to: "grader/\(exercise)/Solution.swift")
      for mutant in ["one", "two", "three"] {
        try folder.write("let \(mutant) = 1\n", to: "grader/\(exercise)/mutants/\(mutant).swift")
      }
      if !folder.contains("grader/\(exercise)/mutants.yaml") {
        try folder.copy(
          folder.file("grader/01-one/mutants.yaml"), to: "grader/\(exercise)/mutants.yaml")
      }
    }
  }

  /// The course's folders, shown as if the course were the current folder.
  var course: CourseFolder {
    let root = CoursePath(url: folder.url, shown: "")
    return CourseFolder(root: root, grader: root.appending("grader"))
  }

  /// Replaces a part of a file, which must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try folder.text(of: path)
    guard text.contains(old) else { throw EditError(path: path, missing: old) }
    try folder.write(text.replacing(old, with: new), to: path)
  }

  private static func overlay(_ name: String, onto folder: TemporaryFolder) throws {
    let source = root.appending(path: name)
    guard let files = FileManager.default.enumerator(atPath: source.path) else { return }
    for case let path as String in files {
      let file = source.appending(path: path)
      guard !CoursePath(url: file, shown: path).isFolder else { continue }
      try folder.write(Data(contentsOf: file), to: path)
    }
  }

  private static func folders(in folder: TemporaryFolder, under path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.file(path).path).sorted()
  }
}

/// A part that a test wanted to replace is not in the file.
struct EditError: Error {
  let path: String
  let missing: String
}

/// Runs `body` with the course of a fixture.
func withCourse<Result>(
  _ name: String = "valid", _ body: (CourseFixture) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in try body(CourseFixture(name, in: folder)) }
}
