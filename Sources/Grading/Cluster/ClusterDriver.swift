package import Foundation
internal import Logging

/// Has the items of a run done by Slurm: in rounds, until each has a result or was lost too often.
///
/// # Theory of operation
///
/// The folder is the truth, and Slurm only starts what works in it. What is missing is what the manifest
/// has and `results` has not; each round deals that out to the tasks of one array. A round is over when
/// nothing of its job is alive; then the next one begins with what is still missing. So it makes no
/// difference why a task came to nothing: a node that went down, a limit, a controller that forgot. And
/// it makes no difference whether the driver is the one that began: it looks for the job by its name and
/// goes on watching.
///
/// `squeue` is believed only when it answers. Jobs are asked for before results are looked at, so that
/// what a job wrote before it ended is there when it is missed.
package struct ClusterDriver {
  /// What is expected of an item and of those who do it.
  package struct Options: Sendable {
    /// What runs a chunk: the program and its first arguments, to which `--run`, `--round` and `--chunk`
    /// are added.
    package var worker: [String]
    /// Variables that the worker needs; those of the driver are not passed on.
    package var environment: [(name: String, value: String)] = []
    /// How long an item takes, as far as anybody knows, in seconds.
    package var itemSeconds = 2.0
    /// How long an item may take, in seconds.
    package var itemSecondsMax = 120.0
    /// How long a worker may take before it begins, in seconds.
    package var setupSeconds = 60.0
    /// The memory of a task, in MiB.
    package var memoryMebibytes = 2_048
    /// The most tasks at a time; nil for as many as there is room for.
    package var tasksMax: Int?
    /// How long nothing may change while a task runs, beyond a task's own time, in seconds.
    package var overdueSeconds = 120.0
    /// How long Slurm may fail to answer before the driver gives up, in seconds.
    package var patienceSeconds = 900.0

    package init(worker: [String]) {
      self.worker = worker
    }
  }

  /// What came of an item.
  package enum Outcome: Sendable {
    case result(Data)
    /// There is none, through no fault of the item, and why.
    case lost(String)
  }

  package let manifest: RunManifest
  let folder: RunFolder
  let slurm: SlurmClient
  let options: Options
  let log: Logger
  /// Tells the user what went wrong and was mended.
  let warn: @Sendable (String) -> Void
  /// Takes what came of an item, once each.
  let collect: @Sendable (RunManifest.Item, Outcome) async throws -> Void

  /// The items without an outcome, in the manifest's order.
  var missing: [RunManifest.Item]
  var jobs: RunJobs
  /// Whether something happened that somebody may want to look at afterwards.
  package internal(set) var hasFindings = false
  private let lock: Int32

  /// After so many lost attempts an item is given up.
  static let attemptsMax = 3
  /// After so many rounds from which nothing came, not even a lost attempt, all is given up.
  private static let idleRoundsMax = 3

  /// Takes a run's folder for this driver alone.
  ///
  /// - Throws: `GradingError.machine` if another driver has it.
  init(
    _ manifest: RunManifest, in folder: RunFolder, slurm: SlurmClient, options: Options,
    log: Logger, lock: Int32, warn: @escaping @Sendable (String) -> Void,
    collect: @escaping @Sendable (RunManifest.Item, Outcome) async throws -> Void
  ) {
    self.manifest = manifest
    self.folder = folder
    self.slurm = slurm
    self.options = options
    self.log = log
    self.lock = lock
    self.warn = warn
    self.collect = collect
    missing = manifest.items
    jobs = RunJobs(run: manifest.run)
  }

  /// Brings the run to its end.
  ///
  /// - Throws: `GradingError.machine` if Slurm is not to be had, and what `collect` throws. Then all that
  ///   was done is still there, and jobs go on.
  package mutating func run() async throws {
    try await gather()
    guard !missing.isEmpty else { return noteConflicts() }
    do throws(SealedFile.Fault) {
      jobs = try RunJobs(of: folder, run: manifest.run)
    } catch {
      find("'\(folder.jobs)' \(error.words); jobs are looked for by their names")
    }
    var current = try await adopted()
    var idle = 0
    while !missing.isEmpty {
      let before = (missing.count, attempts().count)
      let round: Int
      if let adopted = current {
        round = adopted
        current = nil
      } else {
        try await giveUpLost()
        guard !missing.isEmpty else { break }
        round = try await begin()
      }
      try await watch(round)
      idle = (missing.count, attempts().count) == before ? idle + 1 : 0
      if idle == Self.idleRoundsMax {
        try await giveUp(
          missing, "\(idle) rounds came to nothing; the last said: \(lastWords(round))")
      }
    }
    noteConflicts()
  }

  /// Lets other drivers have the folder, after whatever was done with it.
  package func release() { close(lock) }

  // MARK: Results

  /// Takes what is there of results that were missing.
  mutating func gather() async throws {
    let names = Set(folder.names(in: .results))
    var left: [RunManifest.Item] = []
    for item in missing {
      guard names.contains("\(item.key).json") else {
        left.append(item)
        continue
      }
      let result: RunResult
      do throws(SealedFile.Fault) {
        result = try RunResult(at: folder.result(item.key), key: item.key)
      } catch {
        left.append(item)
        find("'\(folder.result(item.key))' \(error.words); it is graded again")
        rename(
          folder.result(item.key),
          "\(folder.folder(.damaged))/\(item.key).\(UUID().uuidString).json")
        continue
      }
      try await collect(item, .result(result.payload))
    }
    missing = left
  }

  /// Something that somebody may want to look at.
  mutating func find(_ words: String) {
    hasFindings = true
    log.warning("found", metadata: ["what": "\(words)"])
    warn(words)
  }

  private mutating func noteConflicts() {
    let count = folder.names(in: .conflicts).count
    guard count > 0 else { return }
    find(
      "\(count) results came a second time and were not the same; the first ones count, the others are "
        + "in '\(folder.folder(.conflicts))'")
  }

  // MARK: What is lost

  /// The attempts that began and are still counted.
  func attempts() -> [RunAttempt] {
    folder.names(in: .attempts).compactMap(RunAttempt.init)
  }

  /// Gives up the items of which too many attempts were lost.
  private mutating func giveUpLost() async throws {
    let attempts = Dictionary(grouping: attempts(), by: \.key)
    for item in missing {
      guard let own = attempts[item.key], own.count >= Self.attemptsMax,
        let last = own.max(by: { $0.round < $1.round })
      else { continue }
      try await giveUp(
        [item],
        "\(own.count) attempts were lost, the last on node \(last.node): "
          + words(of: last.chunk, round: last.round))
    }
  }

  /// Ends items without a result.
  ///
  /// Their attempts are not counted any more when somebody asks again.
  private mutating func giveUp(_ items: [RunManifest.Item], _ reason: String) async throws {
    let keys = Set(items.map(\.key))
    missing.removeAll { keys.contains($0.key) }
    for attempt in attempts() where keys.contains(attempt.key) {
      rename(
        "\(folder.folder(.attempts))/\(attempt.name)", "\(folder.folder(.lost))/\(attempt.name)")
    }
    hasFindings = true
    log.error("not graded", metadata: ["count": "\(items.count)", "reason": "\(reason)"])
    for item in items {
      try await collect(item, .lost("not graded (infrastructure): \(reason)"))
    }
  }

  /// The most of a log that is looked at, in bytes, and of its last line that is told, in characters.
  private static let logBytesMax = 4_096
  private static let wordsMax = 300

  /// The last line that a task wrote.
  private func words(of chunk: Int, round: Int) -> String {
    guard let file = FileHandle(forReadingAtPath: folder.log(chunk, round: round)) else {
      return "it left no message"
    }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    try? file.seek(toOffset: size > Self.logBytesMax ? size - UInt64(Self.logBytesMax) : 0)
    let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    return line.map { String($0.prefix(Self.wordsMax)) } ?? "it left no message"
  }

  /// The last line of the first task of a round that wrote one.
  private func lastWords(_ round: Int) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.round(round))) ?? []
    let chunks = names.filter { $0.hasPrefix("log.") }.compactMap { Int($0.dropFirst(4)) }.sorted()
    return chunks.prefix(20).map { words(of: $0, round: round) }
      .first { $0 != "it left no message" } ?? "nothing"
  }
}
