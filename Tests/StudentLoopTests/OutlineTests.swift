import Foundation
import StudentLoop
import TestSupport
import Testing

@Suite struct `The outline` {
  @Test func `of a fresh course`() throws {
    try withStudentCourse { student in
      let outline = Outline(of: student.course, progress: Progress())
      #expect(outline.exercises.map(\.mark) == [.ready, .later, .later])
      #expect(outline.next?.id == "01-one")
      #expect(
        outline.rendered == """
          A course: 0 of 3 exercises done

          [ ]  01-one    Exercise 1  1 point   10 min
          [.]  02-two    Exercise 2  2 points  20 min
                 after 01-one
          [.]  03-three  Exercise 3  3 points  30 min
                 after 02-two

          """)
    }
  }

  @Test func `shows what is done, what is begun and what comes next`() throws {
    try withStudentCourse { student in
      var progress = Progress()
      progress.recordCheck(of: "01-one", passed: 3, total: 3, at: 1)
      progress.recordCheck(of: "02-two", passed: 1, total: 4, at: 2)
      let outline = Outline(of: student.course, progress: progress)
      #expect(outline.next?.id == "02-two")
      #expect(
        outline.rendered == """
          A course: 1 of 3 exercises done

          [x]  01-one    Exercise 1  3/3 tests  1 point   10 min
          [~]  02-two    Exercise 2  1/4 tests  2 points  20 min
          [.]  03-three  Exercise 3             3 points  30 min
                 after 02-two

          """)
    }
  }

  @Test func `takes an edited file for a begun exercise`() throws {
    try withStudentCourse { student in
      try student.folder.write("let a = 1\n", to: "exercises/03-three/Submission.swift")
      let outline = Outline(of: student.course, progress: Progress())
      #expect(outline.exercises.map(\.mark) == [.ready, .later, .started])
      #expect(outline.next?.id == "03-three")
    }
  }

  @Test func `is JSON with names in snake case`() throws {
    try withStudentCourse { student in
      let outline = Outline(of: student.course, progress: Progress())
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      let text = String(decoding: try encoder.encode(outline), as: UTF8.self)
      #expect(
        text.contains(
          #"{"id":"02-two","mark":"later","minutes":20,"missing":["01-one"],"points":2,"#
            + #""tests_passed":0,"tests_total":0,"title":"Exercise 2"}"#))
    }
  }
}
