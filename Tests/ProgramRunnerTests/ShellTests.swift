import Foundation
import LinuxABI
import ProgramRunner
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

  @Test func `has scripts to be held against`() { #expect(Self.scripts.count > 60) }

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
}
