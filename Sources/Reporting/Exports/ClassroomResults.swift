internal import Foundation
import Results

/// A student's results for the reporter of GitHub Classroom's autograding.
///
/// The rules are those of classroom-resources/autograding-grading-reporter, `src/main.js`: the variable of a
/// runner is its name in capitals and `_RESULTS`, its value JSON in base64. The reporter adds the scores of tests up
/// itself, so what lateness or a teacher changed is a line of its own.
package enum ClassroomResults {
  /// The name of an exercise's runner: letters and digits, the first of them a letter.
  package static func runner(_ exercise: String) -> String {
    "e" + exercise.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  /// The lines that go to the file behind `GITHUB_ENV`: one variable an exercise.
  static func environment(of student: ExportedStudent) -> [UInt8] {
    student.exercises.flatMap { exercise in
      let value = Data(bytes(of: exercise)).base64EncodedString()
      return Array("\(runner(exercise.result.id).uppercased())_RESULTS=\(value)\n".utf8)
    }
  }

  private static func bytes(of exercise: ExportedStudent.Exercise) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.key("version")
    json.number(1)
    json.member("status", status(exercise.result.verdict))
    json.member("max_score", exercise.result.maxScore)
    json.key("tests")
    json.beginArray()
    for test in exercise.tests {
      write(
        test.name, status(test.verdict), test.score, test.verdict == .pass ? "" : test.details,
        test.durationMilliseconds, to: &json)
    }
    if let withheld = exercise.withheld {
      write(
        "\(withheld.count) \(ExportedStudent.Exercise.withheldName)",
        exercise.isWithheldEarned ? "pass" : "fail", withheld.score, "", 0, to: &json)
    }
    if exercise.adjustment != 0 {
      write(
        exercise.adjustmentReason.isEmpty ? "rounding" : "changed afterwards", "pass",
        exercise.adjustment, exercise.adjustmentReason, 0, to: &json)
    }
    json.endArray()
    json.endObject()
    return json.takeBytes()
  }

  private static func write(
    _ name: String, _ status: String, _ score: Double, _ message: String, _ milliseconds: Double,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("name", name)
    json.member("status", status)
    json.member("score", score)
    json.member("message", message)
    json.member("duration", milliseconds)
    json.endObject()
  }

  private static func status(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: "pass"
    case .fail: "fail"
    case .notRun, .graderError: "error"
    }
  }
}
