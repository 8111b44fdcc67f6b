import Foundation
import TestSupport
import Testing

/// A Slurm of four nodes on this machine, for one test.
struct SlurmCluster {
  let folder: TemporaryFolder

  /// Why there can be none here; nil where there can.
  static let obstacle: String? = {
    guard getuid() == 0 else { return "starting a Slurm for the tests needs root" }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin"]
    let missing = ["slurmctld", "slurmd", "sbatch", "munged"].filter { program in
      !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
    guard !missing.isEmpty else { return nil }
    return "no \(missing.joined(separator: ", ")) here: apt-get install --no-install-recommends "
      + "slurmctld slurmd slurm-client munge"
  }()

  /// The variables by which commands find it.
  var environment: [String: String?] {
    ["SLURM_CONF": folder.file("slurm/slurm.conf").path]
  }

  /// Brings a cluster up, with some more lines in its `slurm.conf`, and down again whatever happens.
  static func with(
    _ lines: [String] = [], _ body: (SlurmCluster) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let cluster = SlurmCluster(folder: folder)
      do {
        try await cluster.control("up", ["4"] + lines)
        try await body(cluster)
      } catch {
        try await cluster.control("down")
        throw error
      }
      try await cluster.control("down")
    }
  }

  /// Does something to the cluster, with the script beside this file.
  func control(_ action: String, _ arguments: [String] = []) async throws {
    // What it starts must outlive it, so it writes to files alone.
    let outcome = try await run(
      systemProgram: "bash",
      [
        "-c", "exec \"$0\" \"$@\" >\"$LOG\" 2>&1",
        Repository.file("Tests/ClusterTests/cluster").path,
        action, folder.file("slurm").path,
      ] + arguments, environment: ["LOG": folder.file("control.log").path],
      // Daemons start slowly where much else runs.
      limit: .seconds(300))
    guard outcome.exitCode == 0 else {
      throw ClusterFault(text: "\(action): \((try? folder.text(of: "control.log")) ?? "")")
    }
  }

  /// Runs one of Slurm's commands.
  @discardableResult
  func command(_ name: String, _ arguments: [String]) async throws -> String {
    try await run(systemProgram: name, arguments, environment: environment).output
  }

  // MARK: Runs

  /// What a driver of items said.
  struct Report {
    let results: [String]
    let lost: [String]
    let warnings: [String]
    let outcome: ProgramOutcome

    init(_ outcome: ProgramOutcome) {
      self.outcome = outcome
      let lines = outcome.output.split(separator: "\n").map(String.init)
      results = lines.filter { $0.hasPrefix("result ") }.compactMap(Self.key)
      lost = lines.filter { $0.hasPrefix("lost ") }
      warnings = lines.filter { $0.hasPrefix("warning: ") }
    }

    private static func key(_ line: String) -> String? {
      let words = line.split(separator: " ")
      return words.count > 1 ? String(words[1]) : nil
    }
  }

  static let items = 40

  /// The arguments of a driver of items that take so long.
  func arguments(_ count: Int, milliseconds: Int, _ options: [String] = []) -> [String] {
    ["drive", folder.file("run").path, "\(count)", "\(milliseconds)"] + options
  }

  /// Drives items to their end.
  func drive(
    _ count: Int = items, milliseconds: Int, _ options: [String] = [],
    environment extra: [String: String?] = [:]
  ) async throws -> Report {
    let outcome = try await run(
      try BuildProducts.executable(named: "ClusterItems"),
      arguments(count, milliseconds: milliseconds, options),
      environment: environment.merging(extra) { $1 }, limit: .seconds(150))
    #expect(outcome.exitCode == 0, "\(outcome)")
    return Report(outcome)
  }

  /// Drives items to their end, and does something when so many have a result.
  func drive(
    _ count: Int = items, milliseconds: Int, _ options: [String] = [], when done: Int,
    _ interfere: () async throws -> Void
  ) async throws -> Report {
    async let report = drive(count, milliseconds: milliseconds, options)
    try await until(done)
    try await interfere()
    return try await report
  }

  /// Waits until so many items have a result.
  func until(_ done: Int) async throws {
    for _ in 0..<600 {
      if resultCount >= done { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ClusterFault(text: "there are not \(done) results after 30 s, but \(resultCount)")
  }

  /// How many results lie in the run's folder.
  var resultCount: Int { names("results").count }

  /// The names in a folder of the run.
  func names(_ part: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.file("run/\(part)").path)
    return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The path of an item's result.
  func result(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "run/results/\(String(repeating: "0", count: 64 - digits.count))\(digits).json"
  }
}

struct ClusterFault: Error, CustomStringConvertible {
  let text: String
  var description: String { text }
}

/// Every item has come to a result, once.
func expectEachOnce(_ report: SlurmCluster.Report, _ cluster: SlurmCluster, count: Int) {
  #expect(report.lost.isEmpty, "\(report.lost)")
  #expect(report.results.count == count)
  #expect(Set(report.results).count == count)
  #expect(cluster.resultCount == count)
}
