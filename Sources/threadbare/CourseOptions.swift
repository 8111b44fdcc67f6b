internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading

/// Which course a command is about.
struct CourseOptions: ParsableArguments {
  @Option(help: "The course's folder; without it, the nearest one from here upwards.")
  var course: String?

  @Option(help: "The folder of hidden tests; without it, 'grader' in the course.")
  var grader: String?

  /// The options as whoever repeats the command gives them again.
  var arguments: [String] {
    (course.map { ["--course", $0] } ?? []) + (grader.map { ["--grader", $0] } ?? [])
  }

  /// The folders of the course: the one that was named, or is around, or came with the program.
  func folder() throws -> CourseFolder {
    do {
      return try CourseFolder.find(course: course, grader: grader)
    } catch {
      guard course == nil, let share = try? Installation.locate().share else { throw error }
      var folder = try CourseFolder.find(course: share, grader: grader)
      // That course is everybody's, and mostly nobody may write to it.
      let memory = StateFolder.path
      folder.memory = CoursePath(url: URL(filePath: memory), shown: memory)
      return folder
    }
  }

  /// The course, or all that is wrong with it.
  func load() throws -> Course {
    let loaded = Course.load(from: try folder())
    let course = try loaded.get()
    if !loaded.diagnostics.isEmpty {
      Terminal.writeError(loaded.diagnostics.rendered(style: Terminal.errorStyle))
    }
    return course
  }
}

extension Course {
  /// The exercise that the user named.
  func named(_ id: String) throws -> Exercise {
    if let found = exercise(id) { return found }
    throw DiagnosticList([
      Diagnostic(
        message: "there is no exercise \(quoted(id))",
        help: suggestion(
          for: id, in: exercises.map(\.id.value), listedAs: "exercises"))
    ])
  }
}

/// How many submissions may be graded at a time, unless the user says.
func defaultJobs() -> Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
