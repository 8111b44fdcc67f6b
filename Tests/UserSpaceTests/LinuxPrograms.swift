import Foundation
import LinuxABI
import ProgramRunner
import TestSupport
import UserSpace

/// The programs of `Programs/`, and how they are run on the emulated kernel.
enum LinuxPrograms {
  /// What each did on Linux.
  static let records = Repository.file("Tests/UserSpaceTests/Records")

  /// How many run at a time.
  static let jobs = 2

  /// Whether the cross compilers are there.
  static let compilersAreThere = ["gcc", "g++"].allSatisfy { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/riscv64-linux-gnu-\(name)")
    }
  }

  /// All programs, in the order of their names.
  ///
  /// - Throws: What Foundation throws when the folder can't be read.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: Repository.file("Tests/UserSpaceTests/Programs"), includingPropertiesForKeys: nil
    )
    .filter { ["c", "cpp"].contains($0.pathExtension) }
    .map { $0.deletingPathExtension().lastPathComponent }.sorted()
  }

  /// Whether the list of those that wait is written, not held.
  static let updates = ProcessInfo.processInfo.environment["THREADBARE_UPDATE_RECORDS"] == "1"

  private static let list = "Tests/UserSpaceTests/Waiting.txt"

  /// The programs that need what the emulated kernel does not have yet.
  ///
  /// - Throws: What Foundation throws when the list can't be read.
  static func waiting() throws -> Set<String> {
    let lines = try Repository.text(of: list).split(separator: "\n")
    return Set(lines.filter { !$0.hasPrefix("#") }.map(String.init))
  }

  /// Writes the list of those that wait.
  ///
  /// - Throws: What Foundation throws when it can't be written.
  static func write(waiting: [String]) throws {
    let title = "# Programs that need what the emulated kernel does not have yet, one a line."
    let text = ([title] + waiting).map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: Repository.file(list))
  }

  /// Runs a program on the emulated kernel.
  ///
  /// - Returns: How it ended and what it wrote, in the form of the records.
  /// - Throws: Why it can't be loaded.
  static func play(_ program: URL) throws -> String {
    let file = try ProgramFile(reading: program.path)
    var options = ProgramOptions()
    options.limits.seconds = 0.5
    var output: [UInt8] = []
    let outcome = ProgramRun([file], options).run(
      output: { bytes, isError in if !isError { output += bytes } }, calls: { _ in })
    return first(of: outcome) + String(decoding: output, as: UTF8.self)
  }

  /// The first line of a record.
  private static func first(of outcome: ProgramRun.Outcome) -> String {
    guard case .finished(let status) = outcome.end else { return "\(outcome.end)\n" }
    if let code = status.exitCode { return "exit \(code)\n" }
    return "signal \(status.terminationSignal?.rawValue ?? 0)\n"
  }

  /// The lines in which a text differs from a stored one; nil when there are none.
  ///
  /// - Throws: What Foundation throws when the stored one can't be read.
  static func difference(from stored: URL, to actual: String) throws -> String? {
    let text = try text(of: stored)
    return text == actual ? nil : lineDifference(from: text, to: actual)
  }

  /// The text of a record; bytes that are not UTF-8 are replaced.
  ///
  /// - Throws: What Foundation throws when it can't be read.
  static func text(of record: URL) throws -> String {
    String(decoding: try Data(contentsOf: record), as: UTF8.self)
  }
}
