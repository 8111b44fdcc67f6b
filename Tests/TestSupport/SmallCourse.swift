import Foundation

/// A course of one exercise in a folder of its own, as a teacher elsewhere would have it.
///
/// - Throws: What Foundation throws when a file can't be written.
package func writeSmallCourse(in folder: TemporaryFolder, submission: String) throws {
  try folder.write(
    """
    id: small
    title: A small course
    language: en
    authors: [Nobody]
    lessons: []
    exercises: [01-double]
    """, to: "lessons/course.yaml")
  try folder.write(
    """
    id: 01-double
    title: Twice as much
    summary: Double a number.
    kind: kernel-function
    minutes: 1
    subgoals: [double]
    hints: [Two times.]
    text: |
      Return twice the number.
    """, to: "exercises/01-double/exercise.yaml")
  try folder.write(
    """
    import ExerciseKit
    import Wire

    /// Doubles numbers.
    public protocol Doubling {
      init()
      /// Twice `number`; throws `Errno.invalidArgument` for a negative one.
      func double(_ number: Int32) throws -> Int32
    }

    struct DoublingEndpoint<Submission: Doubling>: Endpoint {
      let submission: Submission

      func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
        var output = WireWriter()
        do {
          output.write(try submission.double(try input.read(Int32.self)))
        } catch let error as Errno {
          output.write(-error.rawValue)
        }
        return output
      }
    }

    public func endpoint(_ submission: some Doubling) -> some Endpoint {
      DoublingEndpoint(submission: submission)
    }
    """, to: "exercises/01-double/Protocol.swift")
  try folder.write(submission, to: "exercises/01-double/Submission.swift")
  try folder.write(submission, to: "exercises/01-double/Starter.swift")
  let tests = { (suite: String) in
    """
    import GraderKit

    struct \(suite): TestSuite {
      var tests: [GradedTest] {
        GradedTest("\(suite)-double", "four is twice two", visibility: .visible) { test in
          var input = WireWriter()
          input.write(Int32(2))
          try test.expect(try test.call(0, input) { try $0.read(Int32.self) }, is: 4, "wrong")
        }
        GradedTest("\(suite)-error", "an error crosses the boundary as what it is") { test in
          var input = WireWriter()
          input.write(Int32(-1))
          try test.expect(try test.call(0, input) { try $0.read(Int32.self) }, is: -22, "wrong")
        }
      }
    }
    """
  }
  try folder.write(tests("VisibleTests"), to: "exercises/01-double/VisibleTests.swift")
  try folder.write(tests("HiddenTests"), to: "grader/01-double/HiddenTests.swift")
  try FileManager.default.copyItem(
    at: Repository.file("site"), to: folder.file("site"))
}

/// A submission of the small course that passes all its tests.
package let smallCourseSolution = """
  import ExerciseKit
  import Exercise_01_double

  struct Submission: Doubling {
    func double(_ number: Int32) throws -> Int32 {
      // A cast of the kit's type, thrown and caught on both sides of the boundary.
      let error: any Error = Errno.invalidArgument
      guard number >= 0 else { throw (error as? Errno) ?? Errno.deadlock }
      return number * 2
    }
  }

  """

/// The lesson `01-one`, with what its only section has besides a text.
///
/// - Parameter rest: YAML, from the first column on.
/// - Returns: The text of `lesson.yaml`.
package func smallLesson(_ rest: String = "") -> String {
  """
  id: 01-one
  title: One
  summary: One lesson.
  goals: [Know]
  sections:
    - id: a
      title: A
      text: A

  """ + rest.split(separator: "\n").map { "    \($0)\n" }.joined()
}
