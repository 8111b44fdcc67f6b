internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import StudentLoop

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "The page to work with: runs the tests on each save. Also without any command.")

  @OptionGroup var options: CourseOptions
  @Flag(
    inversion: .prefixedNo,
    help: "Whether an exercise opens only after those that it builds on; remembered.")
  var gates: Bool?

  func run() async throws {
    let course = try options.load()
    guard !course.exercises.isEmpty else {
      throw DiagnosticList([Diagnostic(message: "the course has no exercises")])
    }
    if let gates { try ProgressFile(of: course.folder).update { $0.hasGates = gates } }
    let bench = Bench()
    let services = WatchServices(
      check: { exercises in
        try await bench.check(exercises, in: course)
      },
      describe: { Failure($0).line })
    try await WatchLoop.run(course, services, hasColour: Terminal.outputStyle == .colour)
  }
}

/// Where checks are made, one after the other: the sandbox and the compiler are found once.
private actor Bench {
  private var workshop: Workshop?
  /// The exercises that editors know of.
  private var known: Set<String> = []

  func check(_ exercises: [Exercise], in course: Course) async throws -> [CheckedWork] {
    let found: Workshop
    if let workshop {
      found = workshop
    } else {
      found = try await Workshop.prepare(.optional)
      workshop = found
    }
    let checker = Checker(workshop: found, jobs: defaultJobs())
    // Once for each exercise, before its tests: who opens an editor now is completed to at once.
    let new = exercises.filter { known.insert($0.id.value).inserted }
    if !new.isEmpty { try await EditorSupport(found, in: course).write(new) }
    return try await checker.check(
      exercises.map { (GradedExercise($0, in: course), $0.submissionFile.url.path) }
    ).map { CheckedWork(result: $0.result, printed: $0.printed) }
  }
}
