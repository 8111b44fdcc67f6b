internal import Diagnostics
internal import Foundation
package import Results

/// Runs the visible tests on a student's own files: what `check` does.
package struct Checker: Sendable {
  package var workshop: Workshop
  package var jobs: Int
  /// The only test to run; nil for all.
  package var chosen: ChosenTest?

  package init(workshop: Workshop, jobs: Int, chosen: ChosenTest? = nil) {
    self.workshop = workshop
    self.jobs = jobs
    self.chosen = chosen
  }

  /// Checks the file of each exercise.
  ///
  /// - Parameter work: Exercises, each with the path of the student's file.
  /// - Returns: An outcome for each, in their order.
  /// - Throws: `GradingError`.
  package func check(
    _ work: [(exercise: GradedExercise, file: String)]
  ) async throws -> [ItemOutcome] {
    let built = try await workshop.builder.build(
      work.map(\.exercise), suites: [.visible], atOnce: jobs)
    var items: [BatchItem] = []
    for ((exercise, file), found) in zip(work, built) {
      var built = found
      if let chosen { try built.choose(chosen) }
      items.append(
        BatchItem(
          submission: Submission(file: file, exercise: exercise.id), exercise: built))
    }
    return try await workshop.outcomes(of: items, jobs: jobs, secret: "visible tests")
  }
}

extension Checker {
  /// The visible tests of an exercise, before any of them runs.
  ///
  /// - Throws: `GradingError`.
  package func outline(
    of exercise: GradedExercise
  ) async throws -> [(id: String, name: String)] {
    try await workshop.builder.build(exercise, suites: [.visible]).outline.tests
      .map { ($0.id, $0.name) }
  }

  /// Why a file is no submission, before it is compiled; nil if it is one.
  package static func problem(reading file: String) -> String? {
    switch Submission(file: file, exercise: "").content {
    case .unusable(let reason), .unreadable(let reason): reason
    case .missing, .sources: nil
    }
  }
}

extension BuiltExercise {
  /// Leaves one of the tests.
  ///
  /// - Throws: `GradingError.input` if there is no such test.
  fileprivate mutating func choose(_ test: ChosenTest) throws(GradingError) {
    let tests = outline.tests.filter { $0.id == test.id }
    guard !tests.isEmpty else {
      throw .input(
        DiagnosticList([
          Diagnostic(
            message: "the exercise '\(exercise.id)' has no visible test '\(test.id)'",
            help: suggestion(for: test.id, in: outline.tests.map(\.id), listedAs: "tests"))
        ]))
    }
    outline.tests = tests
    chosen = test
  }
}

extension Workshop {
  /// Grades items and gives their outcomes in the items' order.
  func outcomes(of items: [BatchItem], jobs: Int, secret: String) async throws -> [ItemOutcome] {
    let collected = Collected()
    let batch = Batch(workshop: self, jobs: jobs, secret: secret)
    try await batch.run(count: items.count) {
      items[$0]
    } finish: { index, _, outcome in
      await collected.add(outcome, at: index)
    }
    let outcomes = await collected.outcomes
    return items.indices.compactMap { outcomes[$0] }
  }
}

/// Outcomes by their index.
private actor Collected {
  private(set) var outcomes: [Int: ItemOutcome] = [:]

  func add(_ outcome: ItemOutcome, at index: Int) {
    outcomes[index] = outcome
  }
}
