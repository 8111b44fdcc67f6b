package import Courseware
package import Foundation

/// The archive that students get: the course without what they must not see, and the program.
///
/// Only what is named here goes in: a file that lies beside the course by chance does not.
package struct StudentBundle {
  /// The course.
  private let course: Course
  /// Whether solutions go in, to be shown after passing.
  private let hasSolutions: Bool
  private var files: BundleFiles

  /// The folder of the program in the bundle.
  private static let program = "program"

  /// Packs a course.
  ///
  /// - Parameters:
  ///   - course: The course.
  ///   - tree: An installed tree, whose program goes in.
  ///   - file: The archive.
  ///   - solutions: Whether solutions go in, to be shown after passing.
  /// - Returns: How many files it has.
  /// - Throws: `DiagnosticList` or `GradingError`.
  package static func write(
    _ course: Course, program tree: URL, to file: URL, solutions: Bool
  ) throws -> Int {
    var bundle = StudentBundle(course: course, hasSolutions: solutions)
    try bundle.addCourse()
    try bundle.files.addProgram(tree, as: Self.program)
    return try bundle.files.write(to: file)
  }

  private init(course: Course, hasSolutions: Bool) {
    self.course = course
    self.hasSolutions = hasSolutions
    files = BundleFiles(folder: course.id)
  }

  private mutating func addCourse() throws {
    let folder = course.folder
    try files.add(folder: folder.root.appending("lessons").url, as: "lessons")
    for exercise in course.exercises {
      let id = exercise.id.value
      try files.add(folder: exercise.folder.url, as: "exercises/\(id)") {
        $0 != exercise.submissionFile.name
      }
      // Whatever the author has tried in it, students begin with the starter.
      files.add("exercises/\(id)/\(exercise.submissionFile.name)", file: exercise.starterFile.url)
      guard hasSolutions else { continue }
      for solution in folder.solutions(of: id) {
        files.add("solutions/\(id)/\(solution.name)", file: solution.url)
      }
    }
    let site = folder.root.appending("site")
    if site.isFolder {
      try files.add(folder: site.url, as: "site") { !$0.hasPrefix("report/") }
    }
    let license = folder.root.appending("LICENSE")
    if license.isFile { files.add("LICENSE", file: license.url) }
    files.add(
      "README.md", text: BundleReadme.text(title: course.title, exercises: course.exercises.count))
    files.add(".gitignore", text: ".threadbare/\ncompile_commands.json\n.sourcekit-lsp/\n")
    files.add("threadbare", text: BundleReadme.launcher(program: Self.program), isExecutable: true)
  }
}

/// The texts that come with a bundle.
private enum BundleReadme {
  static func text(title: String, exercises: Int) -> String {
    """
    # \(title)

    \(exercises) exercises, with their tests and the program that runs them. Two commands, in this folder:

        ./threadbare doctor     # says what is missing on this machine, and the line that installs it
        ./threadbare            # the page to work with: the task, the first failure, your hints

    Write into `exercises/<id>/Submission.swift` with any editor; each save is judged within a second or so. An editor with
    sourcekit-lsp completes what the exercise imports, once the page was open.

        ./threadbare list       # how far you are
        ./threadbare review     # questions of the lessons that are due again
        ./threadbare submit     # packs what you wrote, to hand it in

    What you have done so far is in `.threadbare/progress.json`, which you may copy to another machine.

    """
  }

  static func launcher(program: String) -> String {
    """
    #!/bin/sh
    # The program of this folder, from wherever it is called.
    exec "$(dirname "$(readlink -f "$0")")/\(program)/bin/threadbare" "$@"

    """
  }
}
