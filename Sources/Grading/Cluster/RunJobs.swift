internal import Foundation

/// The jobs of a run: each is written down under its name before it is handed in, so that one whose
/// number was never heard is found again.
struct RunJobs: Sendable {
  struct Job: Codable, Sendable {
    let round: Int
    let name: String
    /// Slurm's number; nil until it is known.
    var id: String?
  }

  private(set) var jobs: [Job] = []
  private let run: String

  /// The name of a round's job.
  static func name(run: String, round: Int) -> String { "threadbare-\(run)-\(round)" }

  /// No jobs.
  init(run: String) {
    self.run = run
  }

  /// Reads the jobs of a folder.
  ///
  /// - Throws: `SealedFile.Fault`.
  init(of folder: RunFolder, run: String) throws(SealedFile.Fault) {
    self.run = run
    guard FileManager.default.fileExists(atPath: folder.jobs) else { return }
    let lines = try SealedFile.lines(at: folder.jobs)
    jobs = lines.compactMap { try? JSONDecoder().decode(Job.self, from: $0) }
    guard jobs.count == lines.count else { throw .changed }
  }

  mutating func add(round: Int) {
    jobs.append(Job(round: round, name: Self.name(run: run, round: round), id: nil))
  }

  mutating func set(_ id: String, round: Int) {
    for index in jobs.indices where jobs[index].round == round { jobs[index].id = id }
  }

  /// Writes them into a folder.
  ///
  /// - Throws: `GradingError.machine`.
  func write(to folder: RunFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try jobs.map { try encoder.encode($0) }
    try RunFolder.write(SealedFile.bytes(of: lines), to: folder.jobs)
  }
}
