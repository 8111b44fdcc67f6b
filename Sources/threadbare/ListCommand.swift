internal import ArgumentParser
internal import Courseware
internal import StudentLoop

struct ListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the exercises, and how far you are.")

  @OptionGroup var options: CourseOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let course = try options.load()
    let progress = try ProgressFile(of: course.folder).read()
    let outline = Outline(of: course, progress: progress)
    if json {
      try Terminal.writeJSON(outline)
    } else {
      Terminal.write(outline.rendered)
    }
  }
}
