import Results

/// A student's `results.json` for Gradescope.
///
/// The rules are those of gradescope-autograders, `specs`: the score at the top stands above those of the tests.
/// Gradescope hides a total from students while any test is hidden. All text is marked as such, since some formats
/// would be markup.
struct GradescopeResults {
  private let exported: ExportedStudent

  init(student: ExportedStudent) { exported = student }

  var bytes: [UInt8] {
    var json = JSONWriter()
    let milliseconds = exported.exercises.flatMap(\.tests)
      .reduce(0) { $0 + ($1.durationMilliseconds.isFinite ? $1.durationMilliseconds : 0) }
    json.beginObject()
    json.member("score", exported.student.score)
    json.member("execution_time", (milliseconds / 1_000).rounded(.up))
    json.member("output", output)
    for name: StaticString in ["output_format", "test_output_format", "test_name_format"] {
      json.member(name, "text")
    }
    json.member("visibility", "visible")
    json.member("stdout_visibility", "hidden")
    json.key("tests")
    json.beginArray()
    for (index, exercise) in exported.exercises.enumerated() {
      for (place, test) in exercise.tests.enumerated() {
        write(test, of: exercise, number: "\(index + 1).\(place + 1)", to: &json)
      }
      if let withheld = exercise.withheld {
        writeWithheld(
          withheld, of: exercise, number: "\(index + 1).\(exercise.tests.count + 1)", to: &json)
      }
    }
    json.endArray()
    json.endObject()
    json.finish()
    return json.takeBytes()
  }

  /// What stands above all tests: whatever moved a score away from theirs.
  private var output: String {
    exported.exercises.compactMap { exercise -> String? in
      let result = exercise.result
      if !result.hasScore {
        return "\(result.id): the grader failed here, which is not your fault; ask your teacher"
      }
      guard exercise.adjustment != 0 || !exercise.adjustmentReason.isEmpty else { return nil }
      return "\(result.id): \(Points.text(result.score)) of \(Points.text(result.maxScore)) points"
        + (exercise.adjustmentReason.isEmpty ? "" : "; \(exercise.adjustmentReason)")
    }.joined(separator: "\n")
  }

  private func write(
    _ test: TestResult, of exercise: ExportedStudent.Exercise, number: String,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member("name", "\(exercise.result.id): \(test.name)")
    json.member("number", number)
    json.member("score", test.score)
    json.member("max_score", test.maxScore)
    json.member("status", test.verdict == .pass ? "passed" : "failed")
    if test.verdict != .pass { json.member("output", "\(test.verdict.label)\n\(test.details)") }
    json.member("tags", [exercise.result.id, test.verdict.rawValue])
    json.member("visibility", test.visibility.rawValue)
    json.endObject()
  }

  private func writeWithheld(
    _ withheld: Edition.Withheld, of exercise: ExportedStudent.Exercise, number: String,
    to json: inout JSONWriter
  ) {
    json.beginObject()
    json.member(
      "name", "\(exercise.result.id): \(withheld.count) \(ExportedStudent.Exercise.withheldName)")
    json.member("number", number)
    json.member("score", withheld.score)
    json.member("max_score", withheld.maxScore)
    json.member("status", exercise.isWithheldEarned ? "passed" : "failed")
    json.member("tags", [exercise.result.id])
    json.member("visibility", "visible")
    json.endObject()
  }
}
