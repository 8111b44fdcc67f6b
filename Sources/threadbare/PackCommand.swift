internal import ArgumentParser
internal import Courseware
internal import Foundation
internal import Grading

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Pack a course for those who take it.",
    subcommands: [PackStudent.self])
}

struct PackStudent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "student", abstract: "The bundle that students get: course and program.",
    discussion: "Nothing of `grader` is in it.")

  @Option(help: "The archive, .tar.gz or .zip; by default the course's id in this folder.")
  var out: String?
  @Flag(help: "Let solutions go along, which are shown to who has passed. They can be read by all.")
  var solutions = false
  @OptionGroup var options: CourseOptions

  func validate() throws {
    try ArchiveName.check(out)
  }

  func run() async throws {
    let course = try options.load()
    let file = out ?? "\(course.id).tar.gz"
    let count = try await BuiltTree.with(course.folder) { tree in
      try StudentBundle.write(
        course, program: tree, to: URL(filePath: file), solutions: solutions)
    }
    Terminal.write("packed \(count) files into \(file)\n")
  }
}

/// The name of an archive that is to be written.
enum ArchiveName {
  static func check(_ name: String?) throws {
    guard let name else { return }
    let endings = [".tar.gz", ".tgz", ".zip"]
    guard endings.contains(where: { name.hasSuffix($0) && name != $0 }) else {
      throw ValidationError("--out is the name of a .tar.gz, .tgz or .zip file.")
    }
  }
}
