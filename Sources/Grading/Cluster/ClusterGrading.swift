internal import Foundation
package import Logging
internal import Results

/// Grades the chunk of a run on whichever machine it was started.
package enum ClusterGrading {
  /// Does what `grade-worker` does.
  ///
  /// A submission that fails is graded, and no fault.
  ///
  /// - Throws: `GradingError.machine` if the machine cannot grade as the driver would, or cannot hand in what
  ///   it graded; what it did hand in counts all the same.
  package static func work(run: String, round: Int, chunk: Int, log: Logger) async throws {
    let worker = try ChunkWorker(run: run, round: round, chunk: chunk)
    guard !worker.items.isEmpty else { return }
    let settings = try ClusterSettings(text: worker.manifest.settings)
    let (workshop, built) = try await prepare(settings, for: worker.items)
    var ready: [(item: RunManifest.Item, batch: BatchItem)] = []
    var refused: [String] = []
    for item in worker.items {
      guard let exercise = built[item.subject] else {
        refused.append("exercise '\(item.subject)' is not in the manifest")
        continue
      }
      let submission = Submission(
        student: "", exercise: item.subject,
        content: .sources(try files(of: item, in: worker.folder)))
      guard workshop.key(submission, exercise, settings.secret) == item.key else {
        refused.append(try difference(settings, workshop, item))
        continue
      }
      ready.append((item, BatchItem(submission: submission, exercise: exercise)))
    }
    let waiting = ready
    // Slurm has given one processor, so there is one slot.
    let batch = Batch(workshop: workshop, jobs: 1, secret: settings.secret, log: log)
    try await batch.run(count: waiting.count) { index in
      worker.begin(waiting[index].item)
      return waiting[index].batch
    } finish: { index, _, outcome in
      try worker.publish(
        waiting[index].item, try encoded(outcome.result),
        meaning: try encoded(outcome.result.withoutTimes))
    }
    if let first = refused.first { throw GradingError.machine(first) }
  }

  /// A workshop like the driver's, and the exercises that are needed.
  private static func prepare(
    _ settings: ClusterSettings, for items: [RunManifest.Item]
  ) async throws -> (Workshop, [String: BuiltExercise]) {
    let tier = Sandbox.Tier(rawValue: settings.tier)
    var workshop = try await Workshop.prepare(
      tier == .unsafe ? .optional : .required, in: Installation.locate(),
      only: tier == .unsafe ? nil : tier, without: [])
    workshop.repeats = settings.repeats
    let needed = Set(items.map(\.subject))
    var built: [String: BuiltExercise] = [:]
    for exercise in settings.exercises where needed.contains(exercise.id) {
      built[exercise.id] = try await workshop.builder.build(
        exercise.graded, suites: [.visible, .hidden])
    }
    return (workshop, built)
  }

  private static func files(
    of item: RunManifest.Item, in folder: RunFolder
  ) throws(GradingError) -> [SourceFile] {
    var files: [SourceFile] = []
    for name in item.files {
      let path = "\(folder.item(item.key))/\(name)"
      guard let data = FileManager.default.contents(atPath: path) else {
        throw .machine("cannot read '\(path)'")
      }
      files.append(SourceFile(name: name, bytes: Array(data)))
    }
    return files
  }

  /// Why an item's key is not what this machine computes.
  private static func difference(
    _ settings: ClusterSettings, _ workshop: Workshop, _ item: RunManifest.Item
  ) throws -> String {
    let node = "node \(RunAttempt.thisNode)"
    if workshop.sandbox.name != settings.sandbox {
      return "\(node) has the sandbox '\(workshop.sandbox.name)', and the run was begun with "
        + "'\(settings.sandbox)'"
    }
    if workshop.toolchainVersion != settings.toolchain {
      return "\(node) compiles with '\(workshop.toolchainVersion)', and the run was begun with "
        + "'\(settings.toolchain)'"
    }
    return
      "\(node) has other files than the run was begun with: the submission \(item.key.prefix(12)) "
      + "of \(item.subject), its tests or the grader differ"
  }

  private static func encoded(_ result: ExerciseResult) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(result)
  }
}

extension ExerciseResult {
  /// The result without what differs from one run to the next.
  fileprivate var withoutTimes: ExerciseResult {
    var copy = self
    for index in copy.tests.indices { copy.tests[index].durationMilliseconds = 0 }
    return copy
  }
}
