internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation

struct NewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write the files that a new lesson, exercise or course begins with.",
    discussion: "What is written passes `lint` as it is; docs/authoring.md goes on from there.",
    subcommands: [NewLesson.self, NewExercise.self, NewCourse.self])
}

struct NewLesson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Begin a lesson.")

  @Argument(help: "The lesson's id, such as 04-sharing.") var id: String
  @Option(help: "The course's folder; without it, the nearest one from here upwards.")
  var course: String?

  func run() async throws {
    let folder = try CourseFolder.find(course: course)
    try NewCommand.write(Scaffold.lesson(id), into: folder.root)
  }
}

struct NewExercise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exercise",
    abstract: "Begin an exercise: what students get, and what they never get.")

  @Argument(help: "The exercise's id, such as 04-copy-process.") var id: String
  @Option(help: "The course's folder; without it, the nearest one from here upwards.")
  var course: String?

  func run() async throws {
    let folder = try CourseFolder.find(course: course)
    try NewCommand.write(Scaffold.exercise(id), into: folder.root)
  }
}

struct NewCourse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "course", abstract: "Begin a course in a folder of its own.")

  @Argument(help: "The folder.") var folder: String
  @Option(help: "The course's title.") var title = "A new course"

  func run() async throws {
    let place = CoursePath(url: URL(filePath: folder).standardizedFileURL, shown: folder)
    try NewCommand.write(Scaffold.course(titled: title), into: place)
  }
}

extension NewCommand {
  fileprivate static func write(_ scaffold: Scaffold, into folder: CoursePath) throws {
    let (written, leftOver) = try scaffold.write(into: folder)
    Terminal.write(written.map { "wrote \($0)\n" }.joined())
    if let leftOver { Terminal.write("left to do: \(leftOver)\n") }
  }
}
