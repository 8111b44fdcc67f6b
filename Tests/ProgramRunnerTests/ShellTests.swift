import Exploration
import Foundation
import LinuxABI
import ProgramRunner
import TestSupport
import Testing

/// A script, and what Debian's `dash` makes of it.
private struct Script: CustomTestStringConvertible {
  var text = ""
  var output = ""
  var status: Int32 = 0

  var testDescription: String { text }
}

/// The shell of the emulated computer, held against `dash`.
struct `The shell` {
  /// Scripts.txt: `$` and `>` before the lines of a script, `|` before those of its output, `|-` before one that does
  /// not end; `=` and the status.
  private static let scripts: [Script] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Scripts.txt")
    let lines = (try? String(contentsOf: path, encoding: .utf8))?.split(
      separator: "\n", omittingEmptySubsequences: false)
    var scripts: [Script] = []
    for line in lines ?? [] {
      let rest = String(line.dropFirst(2))
      switch line.prefix(2) {
      case "$ ": scripts.append(Script(text: rest))
      case "> ", ">": scripts[scripts.count - 1].text += "\n" + rest
      case "| ": scripts[scripts.count - 1].output += rest + "\n"
      case "|-": scripts[scripts.count - 1].output += rest
      case "= ": scripts[scripts.count - 1].status = Int32(rest) ?? -1
      default: break
      }
    }
    return scripts
  }()

  @Test func `has scripts to be held against`() { #expect(Self.scripts.count > 100) }

  @Test(arguments: scripts)
  private func `does what dash does`(script: Script) throws {
    var options = ProgramOptions()
    // An empty folder, as each had that was recorded.
    options.arguments = ["-c", "cd /tmp\n" + script.text]
    var output: [UInt8] = []
    let outcome = ProgramRun([try ProgramFile.shell], options).run(
      output: { bytes, isError in if !isError { output += bytes } }, calls: { _ in })
    #expect(String(decoding: output, as: UTF8.self) == script.output)
    #expect(outcome.end == .finished(.exited(script.status)))
  }

  @Test func `is there for programs that are explored`() throws {
    var options = ProgramOptions()
    options.arguments = ["-c", "/usr/bin/env echo found; exit 3"]
    let findings = ProgramExploring([try ProgramFile.shell], options).explore(.reduced)
    let outcomes = findings.report.outcomes
    #expect(outcomes.map { String(decoding: $0.outcome.console, as: UTF8.self) } == ["found\n"])
  }

  /// What is written down is what this machine says: `.ci/record-scripts` writes it anew.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/dash"), "needs dash"),
    arguments: scripts)
  private func `is held against what dash says`(script: Script) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        systemProgram: "dash", ["-c", script.text], in: folder.url, environment: ["PATH": "/bin"])
      #expect(outcome.output == script.output)
      #expect(outcome.exitCode == script.status)
    }
  }
}
