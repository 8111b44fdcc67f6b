package import Diagnostics
internal import Foundation
package import Results

/// A report's `results.json`, read back.
package enum KeptResults {
  /// The file's name in the folder of a report.
  package static let fileName = "results.json"
  /// The largest file that is read, in bytes.
  private static let bytesMax = 1 << 30
  private static let help =
    "grade into the same folder again: what was graded is kept, and the report is written anew"

  /// Reads the results of a report, which must be as they were written.
  ///
  /// - Parameter folder: The folder of the report.
  /// - Returns: The run, as the report's audience may read it.
  /// - Throws: `DiagnosticList` if there is none, or it was cut, doubled or edited by hand.
  package static func read(in folder: String) throws(DiagnosticList) -> GradingRun {
    let path = folder.hasSuffix("/") ? "\(folder)\(fileName)" : "\(folder)/\(fileName)"
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
      let data = size <= bytesMax ? FileManager.default.contents(atPath: path) : nil
    else {
      throw DiagnosticList([
        Diagnostic(
          message: "there is no report in \(quoted(folder))",
          help: "name the folder that `threadbare grade` was given with --out")
      ])
    }
    return try run(of: Array(data), path: path)
  }

  /// The run that the bytes of a file hold.
  static func run(of bytes: [UInt8], path: String) throws(DiagnosticList) -> GradingRun {
    func refusal(_ message: String) -> DiagnosticList {
      DiagnosticList([
        Diagnostic(location: SourceLocation(path: path), message: message, help: help)
      ])
    }
    let finding = Checksum.check(bytes)
    let run = try? JSONDecoder().decode(GradingRun.self, from: Data(bytes))
    switch (finding, run) {
    case (.whole, let run?) where run.version == 1: return run
    case (.whole, _): throw refusal("these results are of another version of this program")
    case (_, nil): throw refusal("the results were cut or edited by hand: they are no JSON of ours")
    case (_, let run?):
      // Names what was doubled, which is the likeliest slip of whoever joins two files.
      var seen: Set<String> = []
      if let twice = run.students.first(where: { !seen.insert($0.id).inserted }) {
        throw refusal("the results were edited by hand: student \(quoted(twice.id)) is there twice")
      }
      if finding == .missing {
        throw refusal("the results have no checksum at their end: they were cut or edited by hand")
      }
      throw refusal(
        "the results were edited by hand: their checksum is not that of what stands there")
    }
  }
}
