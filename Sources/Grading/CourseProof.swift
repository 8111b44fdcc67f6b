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

  /// How many mutants a hidden test catches.
  package struct Kills: Sendable, Encodable {
    package let exercise: String
    package let test: String
    /// The mutants of the exercise.
    package let mutants: Int
    /// Those that fail the test.
    package let killed: Int
    /// Those that fail no other test, neither a visible one.
    package let alone: Int
  }

  /// What grading a course's own files has shown.
  package struct Findings: Sendable {
    /// What is not as it should be, in the course's order.
    package var diagnostics = DiagnosticList()
    /// Every hidden test that counts.
    package var kills: [Kills] = []
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
  /// - Returns: What was found.
  /// - Throws: `GradingError`.
  package func findings(
    of course: Course, mutants: [MutantExpectation]
  ) async throws -> Findings {
    var candidates: [Candidate] = []
    var items: [BatchItem] = []
    var list = DiagnosticList()
    let exercises = course.exercises.map { (exercise: $0, graded: GradedExercise($0, in: course)) }
      .filter { $0.graded.graderFolder != nil }
    let builts = try await workshop.builder.build(
      exercises.map(\.graded), suites: [.visible, .hidden], atOnce: jobs)
    for ((exercise, graded), built) in zip(exercises, builts) {
      list.append(contentsOf: strayReferences(of: built.outline, exercise, in: course))
      list.append(contentsOf: wrongPoints(of: exercise, built.outline))
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
    var kills: [Kills] = []
    for exercise in course.exercises {
      let own = self.kills(
        of: exercise, results.filter { $0.0.exercise.id == exercise.id.value })
      list.append(contentsOf: own.compactMap { deadWeight($0, exercise) })
      kills += own
    }
    return Findings(diagnostics: list, kills: kills)
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

  /// Points that students are told of, and that are not those of a report.
  private func wrongPoints(of exercise: Exercise, _ outline: SuiteOutline) -> [Diagnostic] {
    guard let points = exercise.points, Double(points.value) != outline.points else { return [] }
    return [
      points.span.diagnostic(
        "the tests of this exercise add up to \(outline.points.formatted()) points",
        help: "visible ones count as hidden ones do; without \"points\" nobody is told a number")
    ]
  }

  /// What each hidden test catches; nothing for an exercise without mutants.
  private func kills(
    of exercise: Exercise, _ results: [(candidate: Candidate, result: ExerciseResult)]
  ) -> [Kills] {
    let mutants = results.filter {
      if case .mutant = $0.candidate.role { true } else { false }
    }
    guard let first = mutants.first else { return [] }
    let hidden = first.result.tests.filter { $0.visibility != .visible && $0.maxScore > 0 }
    let failed = mutants.map { mutant in
      mutant.result.tests.filter { $0.verdict != .pass }.map(\.id)
    }
    return hidden.map { test in
      Kills(
        exercise: exercise.id.value, test: test.id, mutants: mutants.count,
        killed: failed.count { $0.contains(test.id) }, alone: failed.count { $0 == [test.id] })
    }
  }

  /// What to say of a hidden test without which every mutant would still be caught.
  private func deadWeight(_ kills: Kills, _ exercise: Exercise) -> Diagnostic? {
    guard kills.alone == 0 else { return nil }
    let why =
      kills.killed == 0
      ? "no mutant fails it"
      : "no mutant fails it alone, only \(kills.killed) with other tests"
    return Diagnostic(
      severity: .warning, location: SourceLocation(path: exercise.folder.shown),
      message: "hidden test \"\(kills.test)\" is dead weight: \(why)",
      help: "add a mutant that only this test catches, or delete the test")
  }
}
