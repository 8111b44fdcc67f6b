package import Courseware
package import Diagnostics
internal import Foundation
internal import Results

/// Proves a course by grading: starters fail, solutions of either shape pass, each mutant fails where its author
/// says, and no hidden test is dead weight.
package struct CourseProof: Sendable {
  package var workshop: Workshop
  package var jobs: Int

  package init(workshop: Workshop, jobs: Int) {
    self.workshop = workshop
    self.jobs = jobs
  }

  private enum Role {
    case starter
    case solution
    case anotherSolution
    case mutant(MutantExpectation)
  }

  private struct Candidate {
    let role: Role
    let file: CoursePath
    let exercise: GradedExercise
  }

  /// Grades every starter, solution and mutant of a course.
  ///
  /// - Returns: What is not as it should be, in the course's order.
  /// - Throws: `GradingError`.
  package func diagnostics(
    of course: Course, mutants: [MutantExpectation]
  ) async throws -> DiagnosticList {
    var candidates: [Candidate] = []
    var items: [BatchItem] = []
    var list = DiagnosticList()
    for exercise in course.exercises {
      let graded = GradedExercise(exercise, in: course)
      guard graded.graderFolder != nil else { continue }
      let built = try await workshop.builder.build(graded, suites: [.visible, .hidden])
      list.append(contentsOf: strayReferences(of: built.outline, exercise, in: course))
      let folder = course.folder.grader.appending(exercise.id.value)
      var roles: [(Role, CoursePath)] = [
        (.starter, exercise.submissionFile), (.solution, folder.appending("Solution.swift")),
      ]
      let another = folder.appending(CourseLinter.anotherSolution)
      if another.isFile { roles.append((.anotherSolution, another)) }
      roles += mutants.filter { $0.exercise == exercise.id.value }.map { (.mutant($0), $0.file) }
      for (role, file) in roles {
        candidates.append(Candidate(role: role, file: file, exercise: graded))
        items.append(
          BatchItem(
            submission: Submission(file: file.url.path, exercise: graded.id),
            exercise: built))
      }
    }
    let outcomes = try await workshop.outcomes(of: items, jobs: jobs, secret: "lint")
    for (candidate, outcome) in zip(candidates, outcomes) {
      list.append(contentsOf: judge(candidate, outcome.result))
    }
    let results = zip(candidates, outcomes).map { ($0, $1.result) }
    for exercise in course.exercises {
      list.append(
        contentsOf: deadWeight(exercise, results.filter { $0.0.exercise.id == exercise.id.value }))
    }
    return list
  }

  private func judge(_ candidate: Candidate, _ result: ExerciseResult) -> [Diagnostic] {
    func diagnostic(_ message: String, help: String? = nil) -> [Diagnostic] {
      [
        Diagnostic(
          location: SourceLocation(path: candidate.file.shown), message: message, help: help)
      ]
    }
    if result.verdict == .graderError {
      return diagnostic("grading this file failed: \(result.reason ?? "for no known reason")")
    }
    if result.compile.status != .ok {
      return diagnostic(
        "this file does not compile", help: result.compile.diagnostics.first ?? "no message")
    }
    switch candidate.role {
    case .starter:
      return result.verdict == .pass
        ? diagnostic("the starter passes every test: there is nothing left to do") : []
    case .solution:
      guard let test = result.tests.first(where: { $0.verdict != .pass }) else { return [] }
      return diagnostic("the solution fails \"\(test.id)\": \(test.message)")
    case .anotherSolution:
      guard let test = result.tests.first(where: { $0.verdict != .pass }) else { return [] }
      return diagnostic(
        "this solution of another shape fails \"\(test.id)\": \(test.message)",
        help: "a test must not ask for more than the task does")
    case .mutant(let expectation):
      let name = expectation.fails.value
      guard let test = result.tests.first(where: { $0.id == name }) else {
        return diagnostic("there is no test \"\(name)\" that this mutant could fail")
      }
      guard test.verdict == .fail else {
        return diagnostic("this mutant lives: it does not fail \"\(name)\"")
      }
      guard test.message.contains(expectation.message.value) else {
        return diagnostic(
          "this mutant fails \"\(name)\" by another message than its author says",
          help: "the message is \"\(test.message)\"")
      }
      return []
    }
  }

  /// Tests that name a section which no lesson has.
  private func strayReferences(
    of outline: SuiteOutline, _ exercise: Exercise, in course: Course
  ) -> [Diagnostic] {
    outline.tests.compactMap { test in
      guard let reference = test.section else { return nil }
      let parts = reference.split(separator: "#", maxSplits: 1).map(String.init)
      let sections = parts.first.flatMap(course.lesson)?.sections.map(\.id.value) ?? []
      guard parts.count != 2 || !sections.contains(parts[1]) else { return nil }
      return Diagnostic(
        location: SourceLocation(path: exercise.folder.shown),
        message: "test \"\(test.id)\" names the section \"\(reference)\", which is not there",
        help: sections.isEmpty
          ? "write it as lesson#section" : "the lesson has \(sections.joined(separator: ", "))")
    }
  }

  /// Hidden tests without which every mutant would still be caught.
  private func deadWeight(
    _ exercise: Exercise, _ results: [(candidate: Candidate, result: ExerciseResult)]
  ) -> [Diagnostic] {
    let mutants = results.filter {
      if case .mutant = $0.candidate.role { true } else { false }
    }
    guard let first = mutants.first else { return [] }
    let hidden = first.result.tests.filter { $0.visibility != .visible && $0.maxScore > 0 }
    return hidden.compactMap { test in
      let isNeeded = mutants.contains { mutant in
        mutant.result.tests.filter { $0.verdict != .pass }.map(\.id) == [test.id]
      }
      guard !isNeeded else { return nil }
      return Diagnostic(
        severity: .warning, location: SourceLocation(path: exercise.folder.shown),
        message: "hidden test \"\(test.id)\" is dead weight: no mutant fails it alone",
        help: "add a mutant that only this test catches, or delete the test")
    }
  }
}
