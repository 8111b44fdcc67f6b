internal import ArgumentParser
internal import Courseware
internal import StudentLoop

struct HintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Show the next hint of an exercise.")

  @Argument(help: "The exercise's id.") var exercise: String
  @Option(help: "Which hint, from 1; without it, the next one.") var level: Int?
  @OptionGroup var options: CourseOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let course = try options.load()
    let hint = try ProgressFile(of: course.folder).hint(of: course.named(exercise), level: level)
    if json {
      try Terminal.writeJSON(hint)
    } else {
      Terminal.write(hint.rendered)
    }
  }
}
