internal import CSandbox
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
  /// Results are kept in `output`, as they come.
  ///
  /// - Parameters:
  ///   - folder: The submissions.
  ///   - only: The ids of students or exercises to grade; empty for all.
  ///   - output: The folder of the report.
  ///   - progress: Called after each submission.
  /// - Returns: The results of all that was graded, those of earlier runs included.
  /// - Throws: `GradingError`. A broken submission is a result, not an error.
  package func grade(
    _ folder: SubmissionFolder, only: [String], output: String,
    progress: @escaping @Sendable (GradingProgress) -> Void
  ) async throws -> GradingRun {
    try makeFolder(output)
    let store = try ResultStore(path: "\(output)/results.sqlite")
    let secret = try store.secret()
    var built: [BuiltExercise] = []
    for exercise in exercises where only.isEmpty || Self.names(only, exercise: exercise.id) {
      built.append(try await workshop.builder.build(exercise, suites: [.visible, .hidden]))
    }
    let chosen = folder.students.filter { only.isEmpty || Self.names(only, student: $0, exercises) }
    let items = chosen.flatMap { student in
      built.indices.map { GradingItem(student: student, exercise: $0) }
    }
    let queue = ItemQueue(items, progress)
    try await withTemporaryFolder { temporary in
      try await withThrowingTaskGroup(of: Void.self) { group in
        let processors = Self.processors()
        for slot in 0..<max(1, min(jobs, items.count)) {
          let cpu = processors.isEmpty ? nil : processors[slot % processors.count]
          let context = SlotContext(
            folder: folder, built: built, store: store, secret: secret, queue: queue,
            temporary: "\(temporary)/\(slot)", cpu: cpu)
          group.addTask { try await work(context) }
        }
        try await group.waitForAll()
      }
    }
    let results = await queue.results
    let students = chosen.map { student in
      StudentResult(
        id: student, name: student,
        exercises: built.indices.compactMap {
          results[GradingItem(student: student, exercise: $0)]
        })
    }
    return GradingRun(
      course: course, toolchain: workshop.toolchainVersion, sandbox: workshop.tier.name,
      date: ISO8601DateFormatter().string(from: Date()),
      exercises: built.map {
        GradingRun.Exercise(
          id: $0.exercise.id, title: $0.exercise.title, maxScore: $0.outline.points)
      }, students: students)
  }

  private static func names(_ only: [String], exercise: String) -> Bool {
    only.contains(exercise) || !only.contains { $0.first?.isNumber == true && $0.contains("-") }
  }

  private static func names(
    _ only: [String], student: String, _ exercises: [GradedExercise]
  ) -> Bool {
    let students = only.filter { id in !exercises.contains { $0.id == id } }
    return students.isEmpty || students.contains(student)
  }

  private static func processors() -> [Int] {
    var numbers = [UInt32](repeating: 0, count: 1_024)
    let count = threadbare_allowed_cpus(&numbers, 1_024)
    return numbers.prefix(max(0, Int(count))).map(Int.init)
  }

  /// Grades one submission after the other until none is left, with a judge of its own.
  private func work(_ context: SlotContext) async throws {
    while await !context.queue.isEmpty {
      try await workshop.judges.withJudge(cpu: context.cpu) { judge in
        while let item = await context.queue.next() {
          guard try await grade(item, context, judge) else { return }
        }
      }
    }
  }

  /// Grades one submission.
  ///
  /// - Returns: Whether the judge still lives.
  private func grade(
    _ item: GradingItem, _ context: SlotContext, _ judge: JudgeConnection
  ) async throws -> Bool {
    let exercise = context.built[item.exercise]
    let submission = context.folder.submission(of: item.student, exercise: exercise.exercise.id)
    let key = Self.key(submission, exercise, context.secret, workshop.tier)
    if reusesResults, let known = try context.store.result(key: key) {
      await context.queue.finish(item, known, isReused: true)
      return true
    }
    let result: ExerciseResult
    var isJudgeAlive = true
    do {
      try makeFolder(context.temporary)
      defer { try? FileManager.default.removeItem(atPath: context.temporary) }
      result = try await workshop.grade(
        submission, of: exercise, judge: judge, secret: context.secret, in: context.temporary
      ).result
    } catch let gone as JudgeGone {
      result = exercise.graderError(gone.reason, workshop.tier)
      isJudgeAlive = false
    } catch GradingError.machine(let reason) {
      result = exercise.graderError(reason, workshop.tier)
    }
    try context.store.save(result, student: item.student, key: key)
    await context.queue.finish(item, result, isReused: false)
    return isJudgeAlive
  }

  /// The hash of all that a result depends on.
  private static func key(
    _ submission: Submission, _ exercise: BuiltExercise, _ secret: String, _ tier: SandboxTier
  ) -> String {
    var hash = ContentHash()
    hash.add(exercise.hash)
    hash.add("\(exercise.exercise.limits)")
    hash.add(secret)
    hash.add(tier.name)
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

/// What one slot of a grading works with.
private struct SlotContext: Sendable {
  let folder: SubmissionFolder
  let built: [BuiltExercise]
  let store: ResultStore
  let secret: String
  let queue: ItemQueue
  /// The slot's own folder; made for each submission and removed after it.
  let temporary: String
  let cpu: Int?
}
