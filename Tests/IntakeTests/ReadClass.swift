import Diagnostics
import Foundation
import Intake
import Results
import TestSupport

/// The exercises of the course in these tests.
let exercises = ["01-tasks", "02-fork"]

/// A class as lines of text: who, which exercise, which attempt, what was found and when.
func lines(of input: ClassInput) -> [String] {
  input.students.flatMap { student -> [String] in
    let found = exercises.flatMap { exercise in
      (student.attempts[exercise] ?? []).map { attempt in
        "\(student.id)/\(exercise)" + (attempt.name.isEmpty ? "" : " [\(attempt.name)]")
          + ": \(text(of: attempt.content))\(text(of: attempt.time))"
      }
    }
    return found.isEmpty ? ["\(student.id): nothing"] : found
  }
}

private func text(of content: Attempt.Content) -> String {
  func read(_ file: InputFile) -> String {
    do throws(InputFile.Fault) {
      return String(decoding: try file.bytes(upTo: 1 << 20), as: UTF8.self)
    } catch {
      return error.reason
    }
  }
  return switch content {
  case .file(let file): read(file)
  case .files(let files): files.map { "\($0.name)=\(read($0))" }.joined(separator: " ")
  case .unusable(let reason): "unusable: \(reason)"
  }
}

private func text(of time: Attempt.Time?) -> String {
  switch time {
  case .recorded(let time): " at \(time)"
  case .markedLate: " late"
  case .modified, nil: ""
  }
}

/// Reads a class of these tests.
func readClass(
  _ folder: TemporaryFolder, _ path: String, only: String? = nil, roster: String? = nil
) throws -> ClassInput {
  try ClassReader.read(
    folder.file(path).path, exercises: exercises, onlyExercise: only,
    roster: try roster.map { try Roster(Array($0.utf8), path: "roster.csv") })
}
