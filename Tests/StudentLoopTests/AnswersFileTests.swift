import Courseware
import Diagnostics
import Foundation
import StudentLoop
import TestSupport
import Testing

@Suite struct `A file of answers` {
  /// What is said of a file for the course of these tests.
  private func complaint(of text: String) throws -> String? {
    try withStudentCourse { student in
      try student.folder.write(text, to: "answers.json")
      do throws(DiagnosticList) {
        let path = student.folder.file("answers.json").path
        let file = try AnswersFile(reading: path, for: student.course)
        #expect(file.course == student.course.id)
        return nil
      } catch {
        return error.first?.message
      }
    }
  }

  private static let head = #""format": "threadbare-answers", "version": 1, "course": "a-course""#

  @Test(arguments: [
    ("[", "this file holds no answers: it is no JSON"),
    ("[1]", "this file holds no answers: it is not an object"),
    ("{}", #"this file holds no answers: "format" is missing"#),
    (
      #"{"format": "x", "version": 1}"#, #"this file holds no answers: "format" is "x""#
    ),
    (
      #"{"format": "threadbare-answers", "version": 2}"#,
      "this file is of a newer format (version 2)"
    ),
    ("{\(head)}", #""answers" is missing"#),
    (#"{\#(head), "answers": null}"#, #""answers" is null"#),
    (
      #"{\#(head), "answers": {"a": {"kind": "trace", "right": true, "tries": "2"}}}"#,
      #""answers.a.tries" is not a whole number"#
    ),
    (
      #"{\#(head), "answers": {"a": {"kind": "trace", "right": true, "tries": 2.5}}}"#,
      "a number in it is not whole, or too large"
    ),
    (
      #"{\#(head), "answers": {"a": {"kind": "trace", "right": 1, "tries": 2}}}"#,
      #""answers.a.right" is not true or false"#
    ),
    (#"{\#(head), "answers": {"a": {"right": true}}}"#, #""answers.a.kind" is missing"#),
    (#"{\#(head), "answers": {}, "exercises": "x"}"#, #""exercises" is not a list"#),
    (#"{\#(head), "answers": {}, "exercises": ["x", 3]}"#, #""exercises[1]" is not a text"#),
    (
      #"{\#(head), "answers": {"b": {"kind": "trace", "right": true, "tries": 0}, "a": {"kind": "trace", "right": true, "tries": 1000001}}}"#,
      #"question "a" was answered a number of times that cannot be: 1000001"#
    ),
  ]) func `that cannot be read says which part is wrong and why`(
    text: String, message: String
  ) throws {
    #expect(try complaint(of: text) == message)
  }

  @Test func `of the course is read`() throws {
    #expect(
      try complaint(
        of: #"{\#(Self.head), "answers": {"a": {"kind": "trace", "right": true, "tries": 1}}}"#)
        == nil)
  }
}
