import Courseware
import Diagnostics
import Foundation
import StudentLoop
import TestSupport
import Testing

@Suite struct `A student's progress` {
  @Test func `is nothing in a fresh course, and reading it makes no file`() throws {
    try withStudentCourse { student in
      let progress = try ProgressFile(of: student.course.folder).read()
      #expect(progress == Progress())
      #expect(!student.folder.contains(".threadbare"))
    }
  }

  @Test func `is what was written`() throws {
    try withStudentCourse { student in
      let file = ProgressFile(of: student.course.folder)
      try file.update { $0.recordCheck(of: "01-one", passed: 1, total: 3, at: 100) }
      try file.update { $0.recordCheck(of: "01-one", passed: 3, total: 3, at: 200) }
      let progress = try file.read()
      #expect(progress[exercise: "01-one"].checks == 2)
      #expect(progress[exercise: "01-one"].completedAt == 200)
      #expect(progress.isCompleted("01-one"))
      #expect(
        try student.folder.text(of: ".threadbare/progress.json") == """
          {
            "exercises" : {
              "01-one" : {
                "checks" : 2,
                "completed_at" : 200,
                "hints_shown" : 0,
                "tests_passed" : 3,
                "tests_total" : 3
              }
            },
            "gates" : true,
            "questions" : {

            },
            "version" : 1
          }

          """)
    }
  }

  @Test func `keeps the mark of an exercise that is broken later`() {
    var progress = Progress()
    progress.recordCheck(of: "a", passed: 2, total: 2, at: 1)
    progress.recordCheck(of: "a", passed: 0, total: 2, at: 2)
    #expect(progress.isCompleted("a"))
    #expect(progress[exercise: "a"].testsPassed == 0)
    #expect(progress[exercise: "a"].completedAt == 1)
  }

  @Test func `gives no mark for a run without tests`() {
    var progress = Progress()
    progress.recordCheck(of: "a", passed: 0, total: 0, at: 1)
    #expect(!progress.isCompleted("a"))
  }

  @Test(arguments: ["", "{", "[]", "{\"version\": \"one\"}", "\u{0}\u{1}"])
  func `that is broken is reported and left alone`(content: String) throws {
    try withStudentCourse { student in
      try student.folder.write(content, to: ".threadbare/progress.json")
      let file = ProgressFile(of: student.course.folder)
      #expect(throws: DiagnosticList.self) { try file.read() }
      #expect(throws: DiagnosticList.self) {
        try file.update { $0.recordCheck(of: "a", passed: 1, total: 1, at: 1) }
      }
      #expect(try student.folder.text(of: ".threadbare/progress.json") == content)
    }
  }

  @Test func `of a newer version is reported`() throws {
    try withStudentCourse { student in
      try student.folder.write(
        "{\"version\": 2, \"exercises\": {}}", to: ".threadbare/progress.json")
      let error = #expect(throws: DiagnosticList.self) {
        try ProgressFile(of: student.course.folder).read()
      }
      #expect(error?.first?.message == "a newer threadbare wrote this file (version 2)")
    }
  }

  @Test func `loses nothing when many write at once`() async throws {
    let updates = 40
    try await withTemporaryCourse { student in
      let folder = student.course.folder
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<updates {
          group.addTask {
            try? ProgressFile(of: folder).update { progress in
              progress.recordCheck(of: "01-one", passed: 0, total: 1, at: number)
            }
          }
        }
      }
      let progress = try ProgressFile(of: folder).read()
      #expect(progress[exercise: "01-one"].checks == updates)
    }
  }
}

@Suite struct `Hints by steps` {
  @Test func `come step by step, and the last one again`() throws {
    try withStudentCourse { student in
      let exercise = try student.exercise("01-one")
      let file = ProgressFile(of: student.course.folder)
      let texts = try (0..<4).map { _ in try file.hint(of: exercise).rendered }
      #expect(
        texts == [
          "hint 1 of 3\n\nFirst hint\n", "hint 2 of 3\n\nSecond hint\n",
          "hint 3 of 3\n\nThird hint\n", "hint 3 of 3\n\nThird hint\n",
        ])
    }
  }

  @Test func `can be asked for by number, without losing what was shown`() throws {
    try withStudentCourse { student in
      let exercise = try student.exercise("01-one")
      let file = ProgressFile(of: student.course.folder)
      #expect(try file.hint(of: exercise, level: 2).text == "Second hint")
      #expect(try file.hint(of: exercise, level: 1).text == "First hint")
      #expect(try file.hint(of: exercise).level == 3)
    }
  }

  @Test(arguments: [0, 4, -1, Int.max])
  func `that don't exist are reported`(level: Int) throws {
    try withStudentCourse { student in
      let exercise = try student.exercise("01-one")
      let error = #expect(throws: DiagnosticList.self) {
        try ProgressFile(of: student.course.folder).hint(of: exercise, level: level)
      }
      #expect(error?.first?.help == "it has hints 1 to 3")
    }
  }

  @Test func `of one exercise say nothing of another`() throws {
    try withStudentCourse { student in
      let file = ProgressFile(of: student.course.folder)
      _ = try file.hint(of: student.exercise("01-one"))
      #expect(try file.hint(of: student.exercise("02-two")).level == 1)
    }
  }
}
