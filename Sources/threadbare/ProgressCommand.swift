internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import StudentLoop

struct ProgressCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "What you have done, to take along to the website or back.",
    discussion: """
      The page "Your answers" of the course's website saves such a file and reads one. What you did here stays when \
      a file is read.
      """)

  @Option(help: "Take over what a file has: answers, and exercises that are done.") var read:
    String?
  @Option(help: "Write a file for the website, or for another machine.") var write: String?
  @Flag(help: "Print an address of the website that takes all this over when it is opened.")
  var link = false
  @Option(help: "The address of the website, if 'site:' in course.yaml does not say it.")
  var site: String?
  @Flag(help: "Print what the file would have.") var json = false
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard site == nil || link else { throw ValidationError("--site goes with --link.") }
    guard !link || !json else { throw ValidationError("--link goes without --json.") }
    if let site, !isWebsiteAddress(site) {
      throw ValidationError(
        "--site: \(quoted(site)) is no address of a website, such as https://example.org/threads/.")
    }
    guard write != "", read != "" else { throw ValidationError("A file has a name.") }
  }

  func run() async throws {
    let course = try options.load()
    let kept = ProgressFile(of: course.folder)
    if let read {
      let file = try AnswersFile(reading: read, for: course)
      let now = Int(Date().timeIntervalSince1970)
      let taken = try kept.update { $0.take(file, of: course, at: now) }
      Terminal.writeError(
        "new: \(counted(taken.questions, "answer")), \(counted(taken.exercises, "exercise")) done\n"
      )
      if taken.unknown > 0 {
        Terminal.writeError("not in this course: \(taken.unknown)\n")
      }
    }
    let progress = try kept.read()
    let file = AnswersFile(progress, of: course)
    if let write { try file.write(to: write) }
    if link {
      guard let site = site ?? course.site else {
        throw DiagnosticList([
          Diagnostic(
            message: "the course does not say where its website is",
            help: "--site URL says it, or 'site:' in course.yaml")
        ])
      }
      Terminal.write(try file.link(to: site) + "\n")
    } else if json {
      try Terminal.writeJSON(file)
    } else {
      let right = file.answers.values.count(where: \.right)
      Terminal.write(
        "\(file.exercises.count) of \(counted(course.exercises.count, "exercise")) done, "
          + "\(counted(file.answers.count, "question")) answered, \(right) right\n")
    }
  }
}
