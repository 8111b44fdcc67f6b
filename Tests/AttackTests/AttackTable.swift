import Foundation
import TestSupport

/// What must become of one hostile submission: a row of `grader/attacks/expected.json`.
struct ExpectedAttack: Decodable {
  /// What is tried, by the numbers of docs/threat-model.md; 0 are the honest ones among them.
  let number: Int
  /// The student's folder.
  let name: String
  let exercise: String
  let verdict: Outcome
  /// What the report must say of it, in the results as on the student's page.
  let says: String
  /// What it may say instead, where the load of the machine decides which limit comes first.
  let orSays: String?
  /// The most that it may get.
  let scoreMax: Double
  /// How many tests must have been ended by the filter of system calls, where that is the point.
  let forbidden: Int?

  /// Whether a text says what it must.
  func isSaid(in text: String) -> Bool {
    says.isEmpty || text.contains(says) || orSays.map(text.contains) == true
  }

  /// A verdict, or that there is no such student.
  enum Outcome: String, Decodable {
    case pass
    case fail
    case notRun = "not_run"
    case graderError = "grader_error"
    case absent
  }
}

/// The hostile submissions and where they are.
enum AttackTable {
  /// `grader/attacks`: a folder a student, beside the course that they are graded with.
  static let folder = Repository.file("grader/attacks")
  /// The numbers that docs/threat-model.md gives to attacks.
  static let numbers = 1...60

  static func rows() throws -> [ExpectedAttack] {
    try JSONDecoder().decode(
      [ExpectedAttack].self, from: Data(contentsOf: folder.appending(path: "expected.json")))
  }

  /// The students whose files are in the repository.
  static func kept() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0 != "course" && $0 != "expected.json" }.sorted()
  }
}
