package import Courseware
internal import Diagnostics
package import Foundation
internal import Intake

/// The archive that students get: the course without what they must not see, and the program.
///
/// Only what is named here goes in: a file that lies beside the course by chance does not.
package struct StudentBundle {
  /// The course.
  private let course: Course
  /// Whether solutions go in, to be shown after passing.
  private let hasSolutions: Bool
  private var entries: [ArchiveWriter.Entry] = []
  private let name: String

  /// The largest file that goes in, in bytes.
  private static let fileBytesMax = 512 << 20
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
    try bundle.addProgram(tree)
    bundle.entries.sort { $0.path < $1.path }
    do {
      try ArchiveWriter.write(bundle.entries, to: file)
    } catch {
      throw GradingError.machine("cannot write \(file.path): \(error.reason)")
    }
    return bundle.entries.count
  }

  private init(course: Course, hasSolutions: Bool) {
    self.course = course
    self.hasSolutions = hasSolutions
    name = course.id
  }

  private mutating func add(_ path: String, text: String, isExecutable: Bool = false) {
    entries.append(
      ArchiveWriter.Entry(
        "\(name)/\(path)", .bytes(Data(text.utf8)), isExecutable: isExecutable))
  }

  private mutating func addCourse() throws {
    let folder = course.folder
    try add(folder: folder.root.appending("lessons").url, as: "lessons")
    for exercise in course.exercises {
      let id = exercise.id.value
      try add(folder: exercise.folder.url, as: "exercises/\(id)") {
        $0 != exercise.submissionFile.name
      }
      // Whatever the author has tried in it, students begin with the starter.
      entries.append(
        ArchiveWriter.Entry(
          "\(name)/exercises/\(id)/\(exercise.submissionFile.name)",
          .file(exercise.starterFile.url)))
      guard hasSolutions else { continue }
      for solution in folder.solutions(of: id) {
        entries.append(
          ArchiveWriter.Entry("\(name)/solutions/\(id)/\(solution.name)", .file(solution.url)))
      }
    }
    let site = folder.root.appending("site")
    if site.isFolder {
      try add(folder: site.url, as: "site") { !$0.hasPrefix("report/") }
    }
    let license = folder.root.appending("LICENSE")
    if license.isFile { entries.append(.init("\(name)/LICENSE", .file(license.url))) }
    add(
      "README.md", text: BundleReadme.text(title: course.title, exercises: course.exercises.count))
    add(".gitignore", text: ".threadbare/\ncompile_commands.json\n.sourcekit-lsp/\n")
    add("threadbare", text: BundleReadme.launcher(program: Self.program), isExecutable: true)
  }

  private mutating func addProgram(_ tree: URL) throws {
    for part in ["bin", "lib/threadbare", "share/threadbare/licences"] {
      let folder = tree.appending(path: part)
      guard FileManager.default.fileExists(atPath: folder.path) || part.hasPrefix("share") else {
        throw GradingError.machine("the installation at \(tree.path) has no \(part)")
      }
      try add(folder: folder, as: "\(Self.program)/\(part)") { part != "bin" || $0 == "threadbare" }
    }
  }

  /// Adds the files of a folder and those below, hidden ones left out.
  private mutating func add(
    folder: URL, as path: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws {
    let files = FileManager.default
    guard let names = try? files.subpathsOfDirectory(atPath: folder.path) else { return }
    for name in names.sorted() {
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      let place = folder.appending(path: name)
      guard !isHidden, isWanted(name),
        let values = try? files.attributesOfItem(atPath: place.resolvingSymlinksInPath().path),
        values[.type] as? FileAttributeType == .typeRegular
      else { continue }
      guard (values[.size] as? Int ?? 0) <= Self.fileBytesMax else {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: place.path),
            message: "the file is larger than \(Self.fileBytesMax >> 20) MiB")
        ])
      }
      entries.append(
        ArchiveWriter.Entry(
          "\(self.name)/\(path)/\(name)", .file(place.resolvingSymlinksInPath()),
          isExecutable: files.isExecutableFile(atPath: place.path)))
    }
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
