import Courseware
import Foundation
import TestSupport

/// A course of three exercises as a student gets it, in a temporary folder.
struct StudentCourse {
  let folder: TemporaryFolder
  let course: Course

  init(in folder: TemporaryFolder) throws {
    self.folder = folder
    try folder.write(
      """
      title: A course
      language: en
      authors: [A]

      """, to: "lessons/course.yaml")
    for (number, id) in ["01-one", "02-two", "03-three"].enumerated() {
      let before = number == 0 ? "" : "prerequisites: [\(["01-one", "02-two"][number - 1])]\n"
      try folder.write(
        """
        id: \(id)
        title: Exercise \(number + 1)
        summary: It is \(id).
        kind: program
        minutes: \(10 * (number + 1))
        points: \(number + 1)
        subgoals: [Do it]
        hints: [First hint, Second hint, "Third hint"]
        text: Do it.
        \(before)
        """, to: "exercises/\(id)/exercise.yaml")
      try folder.write("// TODO: \(id)\n", to: "exercises/\(id)/Starter.swift")
      try folder.write("// TODO: \(id)\n", to: "exercises/\(id)/Submission.swift")
    }
    let root = CoursePath(url: folder.url, shown: "")
    course = try Course.load(
      from: CourseFolder(root: root, grader: root.appending("grader"))
    ).get()
  }

  func exercise(_ id: String) throws -> Exercise {
    guard let exercise = course.exercise(id) else { throw Missing(id: id) }
    return exercise
  }

  struct Missing: Error {
    let id: String
  }
}

/// Runs `body` with a fresh course.
func withStudentCourse<Result>(_ body: (StudentCourse) throws -> Result) throws -> Result {
  try withTemporaryFolder { folder in try body(StudentCourse(in: folder)) }
}

/// The same for code that waits.
func withTemporaryCourse<Result>(
  isolation: isolated (any Actor)? = #isolation,
  _ body: (StudentCourse) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { folder in try await body(StudentCourse(in: folder)) }
}
