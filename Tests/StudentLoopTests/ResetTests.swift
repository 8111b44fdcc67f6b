import Courseware
import Diagnostics
import Foundation
import StudentLoop
import TestSupport
import Testing

@Suite struct `Resetting an exercise` {
  private let submission = "exercises/01-one/Submission.swift"

  @Test func `does nothing to a file that is the starter`() throws {
    try withStudentCourse { student in
      let outcome = try student.exercise("01-one").reset(in: student.course.folder)
      #expect(outcome == .unchanged)
      #expect(!student.folder.contains(".threadbare/backups"))
    }
  }

  @Test func `keeps every old file under a number of its own`() throws {
    try withStudentCourse { student in
      let exercise = try student.exercise("01-one")
      for number in 1...3 {
        try student.folder.write("let attempt = \(number)\n", to: submission)
        #expect(exercise.isEdited)
        let backup = ".threadbare/backups/01-one/Submission.\(number).swift"
        #expect(try exercise.reset(in: student.course.folder) == .replaced(backup: backup))
        #expect(try student.folder.text(of: backup) == "let attempt = \(number)\n")
        #expect(try student.folder.text(of: submission) == "// TODO: 01-one\n")
        #expect(!exercise.isEdited)
      }
      let first = ".threadbare/backups/01-one/Submission.1.swift"
      #expect(try student.folder.text(of: first) == "let attempt = 1\n")
    }
  }

  @Test func `brings back a file that is gone`() throws {
    try withStudentCourse { student in
      try FileManager.default.removeItem(at: student.folder.file(submission))
      let outcome = try student.exercise("01-one").reset(in: student.course.folder)
      #expect(outcome == .restored)
      #expect(try student.folder.text(of: submission) == "// TODO: 01-one\n")
    }
  }

  @Test func `keeps bytes that are no text`() throws {
    try withStudentCourse { student in
      let bytes = Data([0xFF, 0x00, 0xFE])
      try student.folder.write(bytes, to: submission)
      _ = try student.exercise("01-one").reset(in: student.course.folder)
      let backup = student.folder.file(".threadbare/backups/01-one/Submission.1.swift")
      #expect(try Data(contentsOf: backup) == bytes)
    }
  }

  @Test func `without a starter leaves the student's file alone`() throws {
    try withStudentCourse { student in
      try FileManager.default.removeItem(
        at: student.folder.file("exercises/01-one/Starter.swift"))
      try student.folder.write("let mine = 1\n", to: submission)
      let error = #expect(throws: DiagnosticList.self) {
        try student.exercise("01-one").reset(in: student.course.folder)
      }
      #expect(
        error?.rendered() == """
          exercises/01-one/Starter.swift: error: there is no such file
          help: get it from the course again

          """)
      #expect(try student.folder.text(of: submission) == "let mine = 1\n")
    }
  }
}
