import Diagnostics
import Foundation
import Reporting
import Results
import TestSupport
import Testing

@Suite struct `A report's results, read back` {
  private static let run = SampleClass.run(students: 4)

  private func read(_ change: (String) -> String) throws -> Result<GradingRun, DiagnosticList> {
    var result: Result<GradingRun, DiagnosticList>?
    try WrittenReport.of(Self.run) { report in
      try report.folder.write(change(try report.text("results.json")), to: "results.json")
      result = Result { () throws(DiagnosticList) in
        try KeptResults.read(in: report.folder.path)
      }
    }
    return try #require(result)
  }

  @Test func `are what was written`() throws {
    let found = try read { $0 }
    #expect(try found.get() == Self.run)
  }

  static let edits: [(what: String, message: String, edit: @Sendable (String) -> String)] = [
    ("a score", "edited by hand", { $0.replacing("\"score\": 12,", with: "\"score\": 13,") }),
    ("a name", "edited by hand", { $0.replacing("Ada", with: "Eve") }),
    ("an indentation", "edited by hand", { $0.replacing("  \"course\"", with: " \"course\"") }),
    ("the checksum", "checksum", { $0.replacing("sha256:", with: "sha256:0") }),
    ("half of it", "cut", { String($0.prefix($0.count / 2)) }),
    ("the last line", "edited by hand", { $0 + "\n" }),
    ("all of it", "no JSON", { $0 + $0 }),
    ("nothing left", "no JSON", { _ in "" }),
    ("a student twice", "student \"s0001\" is there twice", { pieces($0, changing: { $0 + $0 }) }),
    ("a student less", "edited by hand", { pieces($0, changing: { _ in [] }) }),
  ]

  @Test(arguments: edits.indices) func `are refused when somebody changed them`(index: Int) throws {
    let (what, message, edit) = Self.edits[index]
    guard case .failure(let refusal) = try read(edit) else {
      Issue.record("\(what) was changed, and nobody saw it")
      return
    }
    #expect(refusal.rendered(style: .plain).contains(message), "\(what): \(refusal)")
  }

  @Test func `are looked for where a report is`() {
    #expect(throws: DiagnosticList.self) { try KeptResults.read(in: "/nowhere") }
  }
}

/// The text with the piece of the second student in another number.
private func pieces(_ text: String, changing change: ([String]) -> [String]) -> String {
  let start = "    {\n      \"id\": "
  // Three exercises and four students begin so.
  let pieces = text.components(separatedBy: start)
  let changed = Array(pieces[..<5]) + change([pieces[5]]) + Array(pieces[6...])
  return changed.joined(separator: start)
}
