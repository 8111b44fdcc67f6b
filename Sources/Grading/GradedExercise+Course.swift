package import Courseware
package import Diagnostics
internal import Foundation
internal import Results

extension GradedExercise {
  /// The exercise of a course; its hidden tests are there if the course's grader folder has them.
  package init(_ exercise: Exercise, in course: Course) {
    let grader = course.folder.grader.appending(exercise.id.value)
    let said = exercise.limits.filled(from: course.limits)
    var limits = WorkerLaunch.Limits()
    if let seconds = said.cpuSeconds { limits.processorSeconds = seconds }
    if let seconds = said.wallSeconds { limits.wallSeconds = seconds }
    if let mebibytes = said.memoryMiB { limits.memoryMebibytes = mebibytes }
    if let kibibytes = said.outputKiB { limits.outputKibibytes = kibibytes }
    if let count = said.processes { limits.processes = count }
    if let kibibytes = said.diskKiB { limits.diskKibibytes = kibibytes }
    if let kibibytes = said.messageKiB { limits.messageKibibytes = kibibytes }
    if let count = said.calls { limits.calls = count }
    self.init(
      id: exercise.id.value, title: exercise.title, folder: exercise.folder.url.path,
      graderFolder: grader.isFolder ? grader.url.path : nil, limits: limits)
    if let seconds = said.compileSeconds { compileLimits.processorSeconds = seconds }
    if let mebibytes = said.compileMemoryMiB { compileLimits.memoryMebibytes = mebibytes }
  }
}

extension Course {
  /// An exercise of this course that can be graded.
  ///
  /// - Throws: `DiagnosticList` where its hidden tests are not here.
  package func graded(_ exercise: Exercise) throws(DiagnosticList) -> GradedExercise {
    let graded = GradedExercise(exercise, in: self)
    guard graded.graderFolder != nil else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: folder.grader.shown),
          message: "there are no hidden tests of \(quoted(graded.id)) here",
          help: "name their folder with --grader DIR")
      ])
    }
    return graded
  }
}
