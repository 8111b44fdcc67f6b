package import Courseware
internal import Diagnostics
package import Foundation

/// A grader of one exercise as an archive that another service unpacks and runs: program, course, scripts.
///
/// Its `autograde` grades one submission and writes the result in the service's form; `setup.sh` and
/// `run_autograder` are what Gradescope calls. The sandbox is the second tier, since such services run containers that
/// deny namespaces.
package struct GraderBundle {
  /// Which tests go in.
  package enum Tests: Sendable {
    case all
    /// Those that students have anyway: the archive may be seen by them.
    case visible
  }

  /// Packs a grader.
  ///
  /// - Parameters:
  ///   - exercise: The exercise.
  ///   - course: Its course.
  ///   - tests: Which tests go in.
  ///   - theme: The folder of the theme that reports have.
  ///   - tree: An installed tree, whose program goes in.
  ///   - toolchain: What the program was built with, as the compiler names itself.
  ///   - file: The archive.
  /// - Returns: How many files it has.
  /// - Throws: `DiagnosticList` or `GradingError`.
  package static func write(
    _ exercise: Exercise, of course: Course, tests: Tests, theme: CoursePath, program tree: URL,
    toolchain: String, to file: URL
  ) throws -> Int {
    let id = try course.graded(exercise).id
    let hidden = course.folder.grader.appending(id)
    guard let release = release(of: toolchain) else {
      throw GradingError.machine("\(quoted(toolchain)) is no release of Swift to be installed")
    }
    var bundle = BundleFiles(folder: "")
    let root = course.folder.root
    try bundle.add(folder: root.appending("lessons").url, as: "course/lessons")
    for other in course.exercises {
      try bundle.add(
        folder: other.folder.url, as: "course/exercises/\(other.id.value)"
      ) { $0 != other.submissionFile.name }
      bundle.add(
        "course/exercises/\(other.id.value)/\(other.submissionFile.name)",
        file: other.starterFile.url)
    }
    // No rules of lateness: the service knows when something came, and counts it itself.
    switch tests {
    case .all:
      // Neither solutions nor mutants: a submission that found a way to them could copy them.
      try bundle.add(folder: hidden.url, as: "course/grader/\(id)") { $0.hasPrefix("HiddenTests") }
    case .visible: bundle.add("course/grader/\(id)/HiddenTests.swift", text: GraderScripts.noTests)
    }
    // What a report is made of: its theme, and the words and the player that it has in common with lessons.
    for part in ["report", "css", "js"] {
      try bundle.add(folder: theme.appending(part).url, as: "course/site/\(part)")
    }
    bundle.add("course/site/strings.yaml", file: theme.appending("strings.yaml").url)
    try bundle.addProgram(tree, as: "program")
    bundle.add("autograde", text: GraderScripts.autograde(exercise: id), isExecutable: true)
    bundle.add("run_autograder", text: GraderScripts.runAutograder, isExecutable: true)
    bundle.add("setup.sh", text: GraderScripts.setup(release: release), isExecutable: true)
    return try bundle.write(to: file)
  }

  /// The release in a compiler's name for itself: `swift-6.3.1-RELEASE`.
  private static func release(of toolchain: String) -> String? {
    toolchain.firstMatch(of: /swift-\d+\.\d+(?:\.\d+)?-RELEASE/).map { String($0.0) }
  }
}
