import Foundation
import Results
import TestSupport
import Testing

@Suite struct `A judge` {
  private static let peers = 300
  private static let wallSeconds = 1
  /// As long as the driver would wait.
  private static let limit = TimeInterval(4 * wallSeconds + 30)

  @Test func `outlives a worker that lies, and gives it nothing`() async throws {
    let peer = try BuildProducts.executable(named: "HostilePeer").path
    try await withTemporaryFolder { folder in
      let suites = try await Self.suites(in: folder)
      #expect(suites.count == 2)
      let faults = try await Self.onThreadOfItsOwn { try Self.play(peer, suites) }
      #expect(faults == [])
      let name = folder.url.lastPathComponent
      #expect(try await Leftovers.lastingProcesses(mentioning: name) == [])
    }
  }

  /// Puts every peer before one judge; gives what went wrong.
  private static func play(_ peer: String, _ suites: [String]) throws -> [String] {
    let judge = try RunningJudge()
    defer { judge.end() }
    var faults: [String] = []
    for seed in 0..<peers {
      let launch = WorkerLaunch(
        arguments: [peer, "\(seed)"], environment: [], pluginPath: "/plugin/submission.so",
        filter: [], limits: .init(wallSeconds: wallSeconds, outputKibibytes: 64))
      let item = JudgeItem(
        suites: [.init(path: suites[seed % suites.count], origin: .hidden)], launch: launch,
        secret: "fuzz \(seed)")
      switch try judge.ask(.judge(item), limit: limit) {
      case .judged(let results, _, _):
        let points = results.reduce(0) { $0 + $1.score }
        if points != 0 || results.contains(where: { $0.verdict == .pass }) {
          faults.append("peer \(seed) got \(points) points")
        }
        if let wrong = results.first(where: { $0.verdict == .graderError }) {
          faults.append("peer \(seed): \(wrong.message)")
        }
        if results.contains(where: { $0.message.utf8.count > 20_000 }) {
          faults.append("peer \(seed) has a message without end")
        }
      // Before a submission is loaded, nothing but the machine can be at fault.
      case .graderError: continue
      case .outline: faults.append("peer \(seed): an outline")
      case nil:
        faults.append("peer \(seed) crashed the judge, or held it up")
        return faults
      }
    }
    return faults
  }

  /// Compiled suites of hidden tests: of a kernel function, and of a program.
  private static func suites(in folder: TemporaryFolder) async throws -> [String] {
    let attacked = try AttackedClass(in: folder, tier: .namespaces)
    for file in ["answer.swift", "child.swift"] {
      try folder.copy(
        AttackTable.folder.appending(path: "00-right/\(file)"), to: "class/right/\(file)")
    }
    let outcome = try await attacked.grade("--only", "answer", "--only", "child")
    #expect(outcome.exitCode == 0, "\(outcome)")
    let built = folder.file("cache/exercises")
    return try FileManager.default.contentsOfDirectory(atPath: built.path).sorted()
      .map { built.appending(path: "\($0)/libHiddenTests.so").path }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }

  private static func onThreadOfItsOwn<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }
}
