internal import Foundation
package import Results

/// An exercise as the grader needs it: where its files are, and what its submissions may use.
package struct GradedExercise: Sendable {
  package var id: String
  package var title: String
  /// `exercises/<id>`: the protocol and the visible tests.
  package var folder: String
  /// `grader/<id>`: the hidden tests; nil where there are none, as in a student's bundle.
  package var graderFolder: String?
  package var limits: WorkerLaunch.Limits
  /// What compiling a submission may use.
  var compileLimits = CompileJob.Limits()

  package init(
    id: String, title: String, folder: String, graderFolder: String?, limits: WorkerLaunch.Limits
  ) {
    self.id = id
    self.title = title
    self.folder = folder
    self.graderFolder = graderFolder
    self.limits = limits
  }

  /// The name of the exercise's module: what a submission imports.
  package var module: String {
    "Exercise_" + id.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
  }
}

/// Which tests of an exercise to run.
package enum SuiteChoice: String, Sendable {
  /// `exercises/<id>/VisibleTests.swift`: what students run.
  case visible = "VisibleTests"
  /// `grader/<id>/HiddenTests.swift`: what only the grader has.
  case hidden = "HiddenTests"

  /// What results call it.
  var origin: TestOrigin {
    switch self {
    case .visible: .visible
    case .hidden: .hidden
    }
  }
}

/// An exercise compiled: its module, and its suites of tests.
struct BuiltExercise: Sendable {
  let exercise: GradedExercise
  /// The folder of the module and its library.
  let folder: String
  /// The protocol that a submission implements, for messages.
  let protocolName: String
  /// The compiled suites.
  let suites: [JudgeItem.Suite]
  /// The tests that are run: those of all suites, or the chosen one.
  var outline: SuiteOutline
  /// The only test to run; nil for all.
  var chosen: ChosenTest?
  /// What results depend on beside the submission.
  let hash: String

  var library: String { "\(folder)/lib\(exercise.module).so" }
}
