internal import Foundation
package import Results

/// How far a grading is.
package struct GradingProgress: Sendable {
  package var done: Int
  package var total: Int
  /// Results that were there from before.
  package var reused: Int
}

/// Grades a class: every student's submission of every exercise.
package struct Grader: Sendable {
  package var workshop: Workshop
  package var course: GradingRun.Course
  package var exercises: [GradedExercise]
  /// How many submissions are compiled and judged at the same time.
  package var jobs: Int
  /// Whether results of an earlier run may be taken over.
  package var reusesResults: Bool

  package init(
    workshop: Workshop, course: GradingRun.Course, exercises: [GradedExercise], jobs: Int,
    reusesResults: Bool
  ) {
    self.workshop = workshop
    self.course = course
    self.exercises = exercises
    self.jobs = jobs
    self.reusesResults = reusesResults
  }

  /// Grades a folder of submissions.
  ///
  /// Results are kept in this folder, as they come.
  ///
  /// - Parameters:
  ///   - folder: The submissions.
  ///   - students: Whom to grade; nil for all.
  ///   - path: The folder of `results.sqlite`.
  ///   - progress: Called after each submission.
  /// - Returns: The results of all that was graded, those of earlier runs included.
  /// - Throws: `GradingError`. A broken submission is a result, not an error.
  package func grade(
    _ folder: SubmissionFolder, students: [String]?, store path: String,
    progress: @escaping @Sendable (GradingProgress) -> Void
  ) async throws -> GradingRun {
    try makeFolder(path)
    let store = try ResultStore(path: "\(path)/results.sqlite")
    let secret = try store.secret()
    var built: [BuiltExercise] = []
    for exercise in exercises {
      built.append(try await workshop.builder.build(exercise, suites: [.visible, .hidden]))
    }
    let columns = built
    let chosen = folder.students.filter { students?.contains($0) ?? true }
    let cells = chosen.flatMap { student in
      columns.indices.map { Cell(student: student, column: $0) }
    }
    let book = GradeBook(total: cells.count, progress)
    @Sendable func submission(_ cell: Cell) -> Submission {
      folder.submission(of: cell.student, exercise: columns[cell.column].exercise.id)
    }
    let known = try cells.filter { cell in
      guard reusesResults else { return false }
      let key = key(submission(cell), columns[cell.column], secret)
      return try store.result(key: key) != nil
    }
    for cell in known {
      let key = key(submission(cell), columns[cell.column], secret)
      guard let result = try store.result(key: key) else { continue }
      await book.finish(cell, result, isReused: true)
    }
    let reused = Set(known)
    let fresh = cells.filter { !reused.contains($0) }
    let batch = Batch(workshop: workshop, jobs: jobs, secret: secret)
    try await batch.run(count: fresh.count) { index in
      BatchItem(submission: submission(fresh[index]), exercise: columns[fresh[index].column])
    } finish: { index, item, outcome in
      let cell = fresh[index]
      // The key is that of the files that were graded: they may have changed in the meantime.
      try store.save(
        outcome.result, student: cell.student, key: key(item.submission, item.exercise, secret))
      await book.finish(cell, outcome.result, isReused: false)
    }
    return run(chosen, columns, await book.results)
  }

  private func run(
    _ students: [String], _ columns: [BuiltExercise], _ results: [Cell: ExerciseResult]
  ) -> GradingRun {
    GradingRun(
      course: course, toolchain: workshop.toolchainVersion, sandbox: workshop.tier.name,
      date: ISO8601DateFormatter().string(from: Date()),
      exercises: columns.map {
        GradingRun.Exercise(
          id: $0.exercise.id, title: $0.exercise.title, maxScore: $0.outline.points)
      },
      students: students.map { student in
        StudentResult(
          id: student, name: student,
          exercises: columns.indices.compactMap { results[Cell(student: student, column: $0)] })
      })
  }

  /// The hash of all that a result depends on.
  private func key(_ submission: Submission, _ exercise: BuiltExercise, _ secret: String) -> String
  {
    var hash = ContentHash()
    hash.add(exercise.hash)
    hash.add("\(exercise.exercise.limits)")
    hash.add(secret)
    hash.add(workshop.tier.name)
    if workshop.repeats > 1 { hash.add("\(workshop.repeats) runs") }
    switch submission.content {
    case .missing: hash.add("missing")
    case .unusable(let reason):
      hash.add("unusable")
      hash.add(reason)
    case .sources(let files):
      for file in files {
        hash.add(file.name)
        hash.add(file.bytes)
      }
    }
    return hash.hexadecimal
  }
}

/// One cell of the grade book: a student and the index of an exercise.
private struct Cell: Hashable, Sendable {
  let student: String
  let column: Int
}

/// What came of the cells so far.
private actor GradeBook {
  private let total: Int
  private let progress: @Sendable (GradingProgress) -> Void
  private var reused = 0
  private(set) var results: [Cell: ExerciseResult] = [:]

  init(total: Int, _ progress: @escaping @Sendable (GradingProgress) -> Void) {
    self.total = total
    self.progress = progress
  }

  func finish(_ cell: Cell, _ result: ExerciseResult, isReused: Bool) {
    results[cell] = result
    if isReused { reused += 1 }
    progress(GradingProgress(done: results.count, total: total, reused: reused))
  }
}
