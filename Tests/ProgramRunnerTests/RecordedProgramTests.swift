import Exploration
import Foundation
import KernelCore
import LinuxABI
import ProgramRunner
import TestSupport
import Testing
import UserSpace

/// A program of Task C, with what it did on a running kernel: `.ci/record-task-c` has written it down.
private struct RecordedProgram: Sendable, CustomTestStringConvertible {
  /// The folder that it is in.
  let kind: String
  let name: String

  private static let folder = "Tests/TaskCTests/Programs"

  var testDescription: String { "\(kind)/\(name)" }

  /// The programs of some folders, in the order of their names.
  static func all(_ kinds: [String]) -> [RecordedProgram] {
    kinds.flatMap { kind in
      let place = Repository.file("\(folder)/\(kind)").path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      return names.filter { $0.hasSuffix(".c") }.sorted()
        .map { RecordedProgram(kind: kind, name: String($0.dropLast(2))) }
    }
  }

  func file() throws -> ProgramFile {
    try ProgramFile(reading: Repository.file("\(Self.folder)/\(kind)/\(name).c").path)
  }

  /// The stored record, or another one of the same program.
  func record(in place: URL = Repository.file(folder)) throws -> String {
    let data = try Data(contentsOf: place.appending(path: "\(kind)/\(name).out"))
    return String(decoding: data, as: UTF8.self)
  }

  static var options: ProgramOptions {
    var options = ProgramOptions()
    options.arguments = ["one", "two"]
    return options
  }

  /// All that it writes, and a line with its status.
  func play() throws -> String {
    var output: [UInt8] = []
    let outcome = ProgramRun([try file()], Self.options).run(
      output: { bytes, isError in if !isError { output += bytes } }, calls: { _ in })
    try outcome.kernel.checkInvariants()
    #expect(outcome.unimplemented.isEmpty, "\(outcome.unimplemented.map(\.name))")
    guard case .finished(let status) = outcome.end else { return "\(outcome.end)" }
    return Self.record(output, status)
  }

  private static func record(_ output: [UInt8], _ status: WaitStatus) -> String {
    let code = status.exitCode ?? 128 + (status.terminationSignal?.rawValue ?? 0)
    return String(decoding: output, as: UTF8.self) + "status \(code)\n"
  }

  /// What every schedule comes to.
  func explore() throws -> (outcomes: Set<String>, findings: Findings) {
    let findings = ProgramExploring([try file()], Self.options).explore(.reduced)
    let outcomes = findings.report.outcomes.compactMap { counted in
      counted.outcome.status.map { Self.record(counted.outcome.console, $0) }
    }
    return (Set(outcomes), findings)
  }

  /// The outcomes of a record; each ends with its status.
  static func outcomes(of record: String) -> Set<String> {
    var outcomes: Set<String> = []
    var outcome = ""
    for line in record.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      outcome += line + "\n"
      guard line.contains(/status \d+$/) else { continue }
      outcomes.insert(outcome)
      outcome = ""
    }
    return outcomes
  }
}

@Suite struct `Recorded programs of Task C` {
  @Test func `are many`() {
    #expect(RecordedProgram.all(["Language", "Calls", "Kernel"]).count >= 120)
    #expect(RecordedProgram.all(["Races"]).count >= 14)
  }

  @Test(arguments: RecordedProgram.all(["Language", "Calls", "Kernel"]))
  fileprivate func `do on the emulated kernel what they do on Linux`(
    program: RecordedProgram
  ) throws {
    let expected = try program.record()
    let found = try program.play()
    #expect(found == expected)
  }

  /// Without data races; so what Linux did, some schedule does.
  @Test(arguments: RecordedProgram.all(["Races"]))
  fileprivate func `do on Linux what a schedule does`(program: RecordedProgram) throws {
    let (outcomes, findings) = try program.explore()
    #expect(findings.report.isComplete)
    #expect(findings.races == [])
    #expect(outcomes.count > 1)
    let recorded = RecordedProgram.outcomes(of: try program.record())
    #expect(!recorded.isEmpty)
    #expect(recorded.isSubset(of: outcomes), "\(recorded) and \(outcomes)")
  }

  /// Those of the language are held against the compiler of this machine elsewhere.
  @Test func `have records that this machine agrees with`() async throws {
    let kinds = ["Calls", "Kernel", "Races"]
    try await withTemporaryFolder { folder in
      let recorded = try await run(
        Repository.file(".ci/record-task-c"), [folder.path] + kinds,
        environment: [
          "THREADBARE": try BuildProducts.executable(named: "threadbare").path, "RUNS": "2",
        ], limit: .seconds(300))
      guard recorded.exitCode != 3 else {
        print("This machine is not asked: \(recorded.errorOutput)", terminator: "")
        return
      }
      try #require(recorded.exitCode == 0, "\(recorded)")
      for program in RecordedProgram.all(kinds) {
        let now = try program.record(in: folder.url)
        if program.kind == "Races" {
          let outcomes = try program.explore().outcomes
          let seen = RecordedProgram.outcomes(of: now)
          #expect(seen.isSubset(of: outcomes), "\(program.name): \(seen) and \(outcomes)")
        } else {
          let stored = try program.record()
          #expect(now == stored, "\(program.name)")
        }
      }
    }
  }
}
