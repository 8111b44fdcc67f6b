internal import Foundation
internal import Logging
internal import Results

/// Has many submissions compiled and judged by the machines of a cluster.
///
/// Equal submissions are graded once. What has nothing to compile is no work for a cluster.
struct ClusterBatch: Sendable {
  let workshop: Workshop
  let cluster: GradingEngine.Cluster
  /// What random cases are drawn from.
  let secret: String
  /// Whether results that an earlier driver left in the folder count.
  let reusesResults: Bool
  /// Whether the run's folder, which has names in it, is kept where somebody may want to look at it.
  let keepsFindings: Bool
  let log: Logger

  /// Grades every item.
  ///
  /// - Parameters:
  ///   - count: How many items there are.
  ///   - exercises: All exercises that they are of.
  ///   - item: The item at an index.
  ///   - finish: Takes an item's index, its result and the key of the files that were graded.
  /// - Throws: What `finish` throws, or `GradingError.machine`.
  func run(
    count: Int, exercises: [BuiltExercise], item: @escaping @Sendable (Int) -> BatchItem,
    finish: @escaping @Sendable (Int, ExerciseResult, String) async throws -> Void
  ) async throws {
    guard count > 0 else { return }
    var items: [RunManifest.Item] = []
    var gathered: [String: [Int]] = [:]
    for index in 0..<count {
      let batchItem = item(index)
      let key = workshop.key(batchItem.submission, batchItem.exercise, secret)
      guard case .sources(let files) = batchItem.submission.content else {
        let result = workshop.resultWithoutFiles(batchItem.submission, batchItem.exercise)
        try await finish(index, result, key)
        continue
      }
      if gathered[key] == nil {
        items.append(
          RunManifest.Item(
            key: key, subject: batchItem.exercise.exercise.id, files: files.map(\.name)))
      }
      gathered[key, default: []].append(index)
    }
    guard !items.isEmpty else { return }
    let places = gathered
    var run = ClusterRun(path: cluster.folder)
    run.reusesResults = reusesResults
    run.log = log
    run.warn = cluster.warn
    let settings = ClusterSettings(workshop, exercises, secret: secret)
    let built = Dictionary(uniqueKeysWithValues: exercises.map { ($0.exercise.id, $0) })
    @Sendable func files(_ wanted: RunManifest.Item) -> [SourceFile] {
      guard let index = places[wanted.key]?.first,
        case .sources(let files) = item(index).submission.content
      else { return [] }
      return files
    }
    var driver = try await run.driver(
      for: items, settings: try settings.text(), options: options(exercises), files: files
    ) { item, outcome in
      let result: ExerciseResult
      switch outcome {
      case .result(let payload):
        result = try JSONDecoder().decode(ExerciseResult.self, from: payload)
      case .lost(let reason):
        guard let exercise = built[item.subject] else { return }
        result = exercise.graderError(reason, workshop.sandbox)
      }
      for index in places[item.key] ?? [] { try await finish(index, result, item.key) }
    }
    // Nobody else begins there before the folder is gone.
    let taken = driver
    defer { taken.release() }
    try await driver.run()
    if let kept = run.finish(keeps: driver.hasFindings && keepsFindings) {
      cluster.warn("what the cluster did is kept in '\(kept)'")
    }
  }

  /// What is expected of workers, from the limits of the exercises.
  private func options(_ exercises: [BuiltExercise]) -> ClusterDriver.Options {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    var options = ClusterDriver.Options(worker: [program, "grade-worker"])
    let environment = ProcessInfo.processInfo.environment
    for name in Self.variables {
      if let value = environment[name] { options.environment.append((name, value)) }
    }
    options.tasksMax = cluster.tasksMax
    let longest = exercises.map { exercise in
      (exercise.exercise.limits.wallSeconds * 4 + 30) * workshop.repeats
        + exercise.exercise.compileLimits.processorSeconds * 2
    }
    options.itemSecondsMax = Double(longest.max() ?? 120)
    // One compiler or one worker at a time, and the program beside it.
    let largest = exercises.flatMap {
      [$0.exercise.limits.memoryMebibytes, $0.exercise.compileLimits.memoryMebibytes]
    }
    options.memoryMebibytes = (largest.max() ?? 0) + Self.ownMebibytes
    options.itemSeconds = Self.itemSeconds * Double(workshop.repeats)
    return options
  }

  /// What a task needs beside the submission: the worker's own program and the judge.
  private static let ownMebibytes = 1_024
  /// What a submission takes on a machine of today, in seconds.
  private static let itemSeconds = 2.0
  /// What workers find the compiler and the caches with; nothing else of the driver's environment is passed.
  private static let variables = [
    "PATH", "HOME", "LANG", "TMPDIR", "THREADBARE_CACHE", "XDG_CACHE_HOME", "LD_LIBRARY_PATH",
  ]
}
