import Diagnostics
import Foundation
import Grading
import TestSupport
import Testing

@Suite struct `A folder of submissions` {
  @Test func `names what it passes over`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "ann/01-tasks.swift")
      try folder.write("", to: "ann/02-fork/Main.swift")
      try folder.write("", to: "ann/2-fork.swift")
      try folder.write("", to: ".git/config")
      try folder.write("", to: "marks.csv")
      try FileManager.default.createSymbolicLink(
        at: folder.file("bob"), withDestinationURL: folder.file("ann"))
      // A name that is not UTF-8.
      let odd = folder.path.utf8.map { CChar(bitPattern: $0) } + [0x2F, 0x63, -1, 0]
      #expect(mkdir(odd, 0o755) == 0)
      let found = try SubmissionFolder(path: folder.path)
      #expect(found.students == ["ann"])
      let warnings = found.warnings(exercises: ["01-tasks", "02-fork"])
      let lines = warnings.map { "\($0.location?.path ?? ""): \($0.help ?? "")" }
      #expect(lines.count == 4, "\(lines)")
      #expect(lines.contains { $0.hasSuffix("/ann/2-fork.swift: did you mean \"02-fork\"?") })
      #expect(lines.contains { $0.contains("/bob: ") })
      #expect(lines.contains { $0.contains("/marks.csv: ") })
    }
  }

  @Test func `does not name hundreds of files`() throws {
    try withTemporaryFolder { folder in
      for number in 0..<300 { try folder.write("", to: "ann/\(number).txt") }
      let warnings = try SubmissionFolder(path: folder.path).warnings(exercises: ["01-tasks"])
      #expect(warnings.count == 21)
      #expect(warnings.last?.message == "280 more files or folders are passed over")
    }
  }

  @Test func `takes a report beside it, not in it`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "class/ann/01-tasks.swift")
      try FileManager.default.createSymbolicLink(
        at: folder.file("link"), withDestinationURL: folder.file("class"))
      let found = try SubmissionFolder(path: folder.file("class").path)
      for inside in ["class", "class/report", "link/a/b", "class/../class/ann"] {
        #expect(found.holds(reportIn: folder.file(inside).path), "\(inside)")
      }
      for outside in ["", "report", "class-report", "class/../report", "link/../report"] {
        #expect(!found.holds(reportIn: folder.path + "/" + outside), "\(outside)")
      }
    }
  }
}
