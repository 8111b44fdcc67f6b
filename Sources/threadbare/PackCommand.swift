internal import ArgumentParser
internal import Courseware
internal import Foundation
internal import Grading
internal import Reporting

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Pack a course for those who take it.",
    subcommands: [PackStudent.self, PackGradescope.self, PackClassroom.self])
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

struct PackGradescope: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradescope", abstract: "An autograder of one exercise, for Gradescope.",
    discussion:
      "The program, the course and the exercise's hidden tests are in it: keep it from students, or leave "
      + "those tests out with --visible.")

  @Option(help: "The exercise's id.") var exercise: String
  @Option(help: "The archive, a .zip file.") var out: String
  @Flag(help: "Leave the hidden tests out, for an archive that students may see.") var visible =
    false
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard out.hasSuffix(".zip"), out != ".zip" else {
      throw ValidationError("--out is the name of a .zip file.")
    }
  }

  func run() async throws {
    let course = try options.load()
    let exercise = try course.named(exercise)
    let toolchain = try await Toolchain.locate().version
    let count = try await BuiltTree.with(course.folder) { tree in
      try GraderBundle.write(
        exercise, of: course, tests: visible ? .visible : .all,
        theme: ThemeOptions.base(of: course.folder), program: tree, toolchain: toolchain,
        to: URL(filePath: out))
    }
    Terminal.write("packed \(count) files into \(out)\n")
  }
}

struct PackClassroom: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "github-classroom",
    abstract: "A template repository of one exercise, for GitHub Classroom.",
    discussion: "Its workflow fetches the grader that `pack gradescope --visible` makes.")

  @Option(help: "The exercise's id.") var exercise: String
  @Option(help: "The archive, .tar.gz or .zip.") var out: String
  @OptionGroup var options: CourseOptions

  func validate() throws {
    try ArchiveName.check(out)
  }

  func run() async throws {
    let exercise = try options.load().named(exercise)
    let count = try ClassroomTemplate.write(
      exercise, runner: ClassroomResults.runner(exercise.id.value), to: URL(filePath: out))
    Terminal.write("packed \(count) files into \(out)\n")
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
