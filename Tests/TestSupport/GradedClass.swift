package import Foundation
import Results
import Testing

/// Grades the folder `class` of another folder.
///
/// - Parameters:
///   - folder: Where the class and its course are.
///   - out: The report's folder, in the same one.
///   - options: More arguments of `grade`.
///   - environment: Variables to set, and those to leave out.
/// - Returns: Verdict, score, reasons and tests of each student, without what differs from run to run; empty
///   after a failure, which is recorded.
/// - Throws: What running the program throws.
package func gradeClass(
  of folder: URL, out: String, _ options: [String] = [], environment: [String: String?] = [:]
) async throws -> [String: String] {
  let outcome = try await run(
    try BuildProducts.executable(named: "threadbare"),
    ["grade", "class", "--out", out, "--json"] + options, in: folder, environment: environment,
    limit: .seconds(200))
  guard outcome.exitCode == 0 else {
    Issue.record("\(outcome)")
    return [:]
  }
  let run = try JSONDecoder().decode(GradingRun.self, from: Data(outcome.output.utf8))
  return Dictionary(
    uniqueKeysWithValues: run.students.map { student in
      let results = student.exercises.map { result in
        "\(result.verdict) \(result.score) \(result.reason ?? "") \(result.sandbox) "
          + result.compile.diagnostics.joined(separator: "\n")
          + result.tests.map { "\($0.id) \($0.verdict) \($0.message)" }.joined(separator: ", ")
      }
      return (student.id, results.joined(separator: "; "))
    })
}
