package import Courseware
internal import Diagnostics
internal import Foundation
package import Intake
package import Logging
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
  /// When work is due, and which attempt counts.
  package var policy: GradingPolicy
  /// Whether the report has pseudonyms in place of names.
  package var isAnonymous = false
  /// For whom the report is, kept for those who write it again.
  package var audience = ""
  /// What the report is written with besides the run, kept for the same.
  package var reportContext: String?
  /// Who compiles and judges.
  package var engine = GradingEngine.local
  /// Folders of Swift that does not count when submissions are compared, beside the exercises'; nil if
  /// they are not compared.
  package var comparedWithout: [String]?
  /// Where is told what happens.
  package var log = GradingLog.none

  /// How many results of an earlier run are looked for at a time.
  private static let cellsAtOnce = 512

  package init(
    workshop: Workshop, course: GradingRun.Course, exercises: [GradedExercise], jobs: Int,
    reusesResults: Bool, policy: GradingPolicy = GradingPolicy()
  ) {
    self.workshop = workshop
    self.course = course
    self.exercises = exercises
    self.jobs = jobs
    self.reusesResults = reusesResults
    self.policy = policy
  }

  /// Grades a class's submissions, every attempt of everybody.
  ///
  /// Results are kept in this folder, as they come.
  ///
  /// - Parameters:
  ///   - students: Whom to grade.
  ///   - output: The folder of the report.
  ///   - path: The folder of `results.sqlite`.
  ///   - progress: Called after each submission.
  /// - Returns: The results of all that was graded, those of earlier runs and overrides included.
  /// - Throws: `GradingError`. A broken submission is a result, not an error.
  package func grade(
    _ students: [StudentInput], output: String, store path: String,
    progress: @escaping @Sendable (GradingProgress) -> Void
  ) async throws -> GradingRun {
    try makeFolder(output)
    try makeFolder(path)
    let store = try ResultStore(path: "\(path)/results.sqlite")
    try settleNaming(in: store, output)
    let run = try await compute(students, in: store, progress: progress)
    if isAnonymous {
      let names = Pseudonyms(secret: try store.secret())
      try KeyFile.write(
        students.map { (pseudonym: names.pseudonym(of: $0.id), id: $0.id, name: $0.name) },
        to: output)
    }
    try store.save(run, audience: audience, context: reportContext)
    return try run.overridden(by: store)
  }

  /// Grades without writing anything but single results, and those into a store.
  ///
  /// - Returns: The results of all that was graded, without overrides.
  /// - Throws: `GradingError`, or `CancellationError` where the task was cancelled in between: what was
  ///   graded until then is kept.
  func compute(
    _ students: [StudentInput], in store: ResultStore,
    progress: @escaping @Sendable (GradingProgress) -> Void
  ) async throws -> GradingRun {
    let secret = try store.secret()
    // What the course hands out is some megabytes: it is read while the first submissions are graded.
    async let handedOut = comparedWithout.map {
      SubmissionComparer(exercises: exercises, folders: $0)
    }
    let names = isAnonymous ? Pseudonyms(secret: secret) : nil
    let scrubber = names.map { NameScrubber(students, $0) }
    let columns = try await workshop.builder.build(
      exercises, suites: [.visible, .hidden], atOnce: jobs)
    let cells = students.indices.flatMap { student in
      columns.indices.flatMap { column in
        let count = students[student].attempts[columns[column].exercise.id]?.count ?? 0
        return (0..<max(1, count)).map { Cell(student: student, column: column, attempt: $0) }
      }
    }
    let book = GradeBook(total: cells.count, progress)
    @Sendable func submission(_ cell: Cell) -> Submission {
      let student = students[cell.student]
      let exercise = columns[cell.column].exercise.id
      let attempts = student.attempts[exercise] ?? []
      return Submission(
        student: names?.pseudonym(of: student.id) ?? student.id, exercise: exercise,
        attempt: attempts.indices.contains(cell.attempt) ? attempts[cell.attempt] : nil)
    }
    var fresh: [Cell] = []
    for first in stride(from: 0, to: cells.count, by: Self.cellsAtOnce) {
      let part = Array(cells[first...].prefix(Self.cellsAtOnce))
      guard reusesResults else {
        fresh += part
        continue
      }
      let wanted = part.mappedOnAllProcessors { cell in
        let submission = submission(cell)
        return ResultStore.Wanted(
          key: workshop.key(submission, columns[cell.column], secret), student: submission.student)
      }
      for (cell, result) in zip(part, try store.takeOver(wanted)) {
        if let result {
          await book.finish(cell, result, isReused: true)
        } else {
          fresh.append(cell)
        }
      }
    }
    let waiting = fresh
    log.info(
      "grading begins",
      metadata: [
        "students": "\(students.count)", "exercises": "\(columns.count)", "jobs": "\(jobs)",
        "submissions": "\(cells.count)", "kept": "\(cells.count - waiting.count)",
        "sandbox": "\(workshop.sandbox.name)", "toolchain": "\(workshop.toolchainVersion)",
      ])
    /// Keeps what came of a cell, under the key of the files that were graded: they may have changed in
    /// the meantime.
    @Sendable func finish(_ cell: Cell, _ graded: ExerciseResult, key: String) async throws {
      let result = scrubber?.scrubbed(graded) ?? graded
      let id = students[cell.student].id
      try store.save(result, student: names?.pseudonym(of: id) ?? id, key: key)
      await book.finish(cell, result, isReused: false)
    }
    @Sendable func item(_ index: Int) -> BatchItem {
      BatchItem(submission: submission(waiting[index]), exercise: columns[waiting[index].column])
    }
    switch engine {
    case .local:
      let batch = Batch(workshop: workshop, jobs: jobs, secret: secret, log: log)
      try await batch.run(count: waiting.count, item: item) { index, item, outcome in
        try await finish(
          waiting[index], outcome.result,
          key: workshop.key(item.submission, item.exercise, secret))
      }
    case .slurm(let cluster):
      let batch = ClusterBatch(
        workshop: workshop, cluster: cluster, secret: secret, reusesResults: reusesResults,
        keepsFindings: !isAnonymous, log: log)
      try await batch.run(count: waiting.count, exercises: columns, item: item) {
        try await finish(waiting[$0], $1, key: $2)
      }
    }
    try Task.checkCancellation()
    log.info("grading ends", metadata: ["submissions": "\(cells.count)"])
    var run = run(students, columns, await book.results, names)
    if let comparer = await handedOut {
      run.similarity = compare(run, students, names) { exercise, works in
        comparer.compare(exercise, works, scrubber)
      } submission: { student, column, attempt in
        submission(Cell(student: student, column: column, attempt: attempt))
      }
    }
    return run
  }

  /// Compares the attempts that count with one another, an exercise at a time.
  private func compare(
    _ run: GradingRun, _ students: [StudentInput], _ names: Pseudonyms?,
    with compare: (String, [SubmissionComparer.Work]) -> ClassSimilarity.Exercise,
    submission: (_ student: Int, _ column: Int, _ attempt: Int) -> Submission
  ) -> ClassSimilarity {
    let results = Dictionary(
      run.students.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ClassSimilarity(
      exercises: exercises.indices.map { column in
        var works = students.indices.compactMap { student -> SubmissionComparer.Work? in
          let id = names?.pseudonym(of: students[student].id) ?? students[student].id
          let result = results[id]?.exercises.first { $0.id == exercises[column].id }
          let attempt = result?.attempts.firstIndex { $0.counts } ?? 0
          guard case .sources(let files) = submission(student, column, attempt).content else {
            return nil
          }
          return SubmissionComparer.Work(student: id, files: files)
        }
        // As in the report: the order of the class would say who is who.
        if names != nil { works.sort { $0.student < $1.student } }
        return compare(exercises[column].id, works)
      })
  }

  /// Holds a report to what its students were called at first.
  ///
  /// Otherwise an anonymous one would keep names from before, in `results.sqlite` for one.
  private func settleNaming(in store: ResultStore, _ output: String) throws {
    let wanted = isAnonymous ? StudentNaming.pseudonyms : .names
    let found = try store.naming()
    guard found == nil || found == wanted else {
      throw GradingError.input(
        DiagnosticList([
          Diagnostic(
            message: isAnonymous
              ? "the report in '\(output)' has names already"
              : "the report in '\(output)' is an anonymous one",
            help: isAnonymous
              ? "name another folder with --out" : "give --anonymous, or another folder with --out")
        ]))
    }
    try store.set(wanted)
  }

  private func run(
    _ students: [StudentInput], _ columns: [BuiltExercise], _ results: [Cell: ExerciseResult],
    _ names: Pseudonyms?
  ) -> GradingRun {
    var graded = students.indices.map { index in
      let student = students[index]
      let exercises = columns.indices.compactMap { column -> ExerciseResult? in
        let id = columns[column].exercise.id
        var attempts = student.attempts[id] ?? []
        if isAnonymous { attempts = attempts.map { $0.unnamed() } }
        let own = (0..<max(1, attempts.count)).compactMap {
          results[Cell(student: index, column: column, attempt: $0)]
        }
        return AttemptChoice(student: student.id, exercise: id, policy: policy)
          .result(of: attempts, own)
      }
      guard let names else {
        return StudentResult(
          id: student.id, name: student.name, exercises: exercises, roster: student.columns)
      }
      let pseudonym = names.pseudonym(of: student.id)
      return StudentResult(id: pseudonym, name: pseudonym, exercises: exercises)
    }
    // The order of the class would say who is who.
    if names != nil { graded.sort { $0.id < $1.id } }
    return GradingRun(
      course: course, toolchain: workshop.toolchainVersion, sandbox: workshop.sandbox.name,
      date: ISO8601DateFormatter().string(from: Date()),
      exercises: columns.map {
        GradingRun.Exercise(
          id: $0.exercise.id, title: $0.exercise.title, maxScore: $0.outline.points)
      }, students: graded)
  }
}

/// One cell of the grade book: the places of a student, an exercise and an attempt.
private struct Cell: Hashable, Sendable {
  let student: Int
  let column: Int
  let attempt: Int
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
