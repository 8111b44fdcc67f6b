import Courseware
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Each folder of `Fixtures` is a course with one class of mistakes; `Snapshots` has what is said
/// of it, whole.
@Suite struct `Bad input` {
  @Test(arguments: CourseFixture.names)
  func `is reported with line, caret and help`(name: String) throws {
    let result = try withCourse(name) { CourseLinter.lint($0.course) }
    let text = result.diagnostics.rendered() + "\n" + result.diagnostics.summary + "\n"
    try expectSnapshot(of: text, named: "\(name).txt")
    #expect(name == "valid" || !result.diagnostics.isEmpty)
  }

  @Test func `of all kinds is there`() {
    #expect(CourseFixture.names.count > 60)
  }

  @Test func `every error of a file is reported in one run`() throws {
    let result = try withCourse("many-errors") { Course.load(from: $0.course) }
    let lesson = result.diagnostics.filter { $0.location?.path.contains("lesson.yaml") == true }
    #expect(lesson.count >= 7)
  }

  @Test func `a file that is too large is not read`() throws {
    try withCourse { course in
      let comment = String(repeating: "# comment\n", count: CoursewareLimits.fileBytesMax / 10 + 1)
      try course.folder.write(comment, to: "lessons/01-one/lesson.yaml")
      let diagnostics = Course.load(from: course.course).diagnostics
      #expect(diagnostics.contains { $0.message == "the file is larger than 1024 KiB" })
    }
  }

  @Test func `a file as large as the limit is read`() throws {
    try withCourse { course in
      var text = try course.folder.text(of: "lessons/01-one/lesson.yaml")
      text += String(repeating: "#", count: CoursewareLimits.fileBytesMax - text.utf8.count)
      try course.folder.write(text, to: "lessons/01-one/lesson.yaml")
      #expect(Course.load(from: course.course).diagnostics.isEmpty)
    }
  }

  @Test func `a pipe, a device or a folder in a file's place stalls nothing`() throws {
    try withCourse { course in
      let path = course.folder.file("lessons/01-one/lesson.yaml").path
      try FileManager.default.removeItem(atPath: path)
      #expect(mkfifo(path, 0o644) == 0)
      #expect(messages(course) == ["this is not a regular file"])
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: "/dev/zero")
      #expect(messages(course) == ["this is not a regular file"])
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)
      #expect(messages(course) == ["this is not a regular file"])
      try FileManager.default.removeItem(atPath: path)
      #expect(messages(course) == ["there is no such file"])
    }
  }

  private func messages(_ course: CourseFixture) -> [String] {
    Course.load(from: course.course).diagnostics.map(\.message)
  }

  @Test func `a file with thousands of errors gives a bounded list`() throws {
    try withCourse { course in
      let keys = (0..<5_000).map { "key\($0): 1\n" }.joined()
      try course.folder.write(keys, to: "lessons/01-one/lesson.yaml")
      let diagnostics = Course.load(from: course.course).diagnostics
      #expect(diagnostics.count < CoursewareLimits.diagnosticsPerFileMax + 10)
      #expect(diagnostics.contains { $0.message.hasPrefix("more than 100 problems") })
    }
  }
}
