package import Courseware
internal import Foundation
internal import Results

extension GradedExercise {
  /// The exercise of a course; its hidden tests are there if the course's grader folder has them.
  package init(_ exercise: Exercise, in course: CourseFolder) {
    let grader = course.grader.appending(exercise.id.value)
    var limits = WorkerLaunch.Limits()
    if let seconds = exercise.limits.cpuSeconds { limits.processorSeconds = seconds }
    if let seconds = exercise.limits.wallSeconds { limits.wallSeconds = seconds }
    if let mebibytes = exercise.limits.memoryMiB { limits.memoryMebibytes = mebibytes }
    if let kibibytes = exercise.limits.outputKiB { limits.outputKibibytes = kibibytes }
    self.init(
      id: exercise.id.value, title: exercise.title, folder: exercise.folder.url.path,
      graderFolder: grader.isFolder ? grader.url.path : nil, limits: limits)
  }
}
