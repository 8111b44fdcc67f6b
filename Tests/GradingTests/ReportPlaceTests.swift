import Foundation
import Grading
import TestSupport
import Testing

@Suite struct `A report's place` {
  @Test func `is beside the submissions, not in them`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "class/ann/01-tasks.swift")
      try FileManager.default.createSymbolicLink(
        at: folder.file("link"), withDestinationURL: folder.file("class"))
      let submissions = folder.file("class").path
      for inside in ["class", "class/report", "link/a/b", "class/../class/ann"] {
        #expect(
          ReportPlace.isInside(submissions, reportIn: folder.file(inside).path), "\(inside)")
      }
      for outside in ["", "report", "class-report", "class/../report", "link/../report"] {
        #expect(
          !ReportPlace.isInside(submissions, reportIn: folder.path + "/" + outside), "\(outside)")
      }
    }
  }
}
