internal import ArgumentParser
internal import Courseware
internal import StudentLoop

struct ResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Put the starter back; your file is kept as a backup.")

  @Argument(help: "The exercise's id.") var exercise: String
  @OptionGroup var options: CourseOptions

  func run() async throws {
    let course = try options.load()
    switch try course.named(exercise).reset(in: course.folder) {
    case .unchanged: Terminal.write("\(exercise) is the starter already\n")
    case .restored: Terminal.write("\(exercise): the starter is back\n")
    case .replaced(let backup):
      Terminal.write("\(exercise): the starter is back; your file is kept in \(backup)\n")
    }
  }
}
