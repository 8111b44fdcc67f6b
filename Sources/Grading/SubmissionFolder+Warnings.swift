package import Diagnostics
internal import Foundation

extension SubmissionFolder {
  /// The most warnings about one folder; the rest is counted.
  private static let warningsMax = 20

  /// What is not graded though somebody may have meant it to be: a link among the students' folders,
  /// a student's file whose name is that of no exercise.
  ///
  /// - Parameter exercises: The ids of all exercises of the course.
  /// - Returns: A warning for each, up to a limit.
  package func warnings(exercises: [String]) -> DiagnosticList {
    var found = strangers.map { name in
      Self.warning(
        "\(path)/\(name)", "this is no student's folder and is passed over",
        help: "a student is a folder, not a link, and its name is UTF-8")
    }
    let known = Set(exercises.flatMap { [$0, "\($0).swift"] })
    for student in students {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(student)")) ?? []
      for name in names.sorted() where !name.hasPrefix(".") && !known.contains(name) {
        let id = name.hasSuffix(".swift") ? String(name.dropLast(6)) : name
        found.append(
          Self.warning(
            "\(path)/\(student)/\(name)", "this belongs to no exercise and is passed over",
            help: suggestion(for: id, in: exercises, listedAs: "exercises")))
      }
    }
    let rest = found.count - Self.warningsMax
    if rest > 0 {
      found.removeLast(rest)
      found.append(
        Diagnostic(severity: .warning, message: "\(rest) more files or folders are passed over"))
    }
    return DiagnosticList(found)
  }

  /// Whether a report in `folder` would lie among the submissions, and be taken for some next time.
  package func holds(reportIn folder: String) -> Bool {
    let submissions = Self.place(path)
    return ["", "students", "exercises", "assets"].contains { part in
      let place = Self.place(folder) + (part.isEmpty ? [] : [part])
      return place.starts(with: submissions)
    }
  }

  /// The parts of a path, links on the way followed as far as it exists.
  private static func place(_ path: String) -> [String] {
    var url = URL(filePath: path).standardizedFileURL
    var missing: [String] = []
    // Every step shortens the path by one part.
    while !FileManager.default.fileExists(atPath: url.path), url.pathComponents.count > 1 {
      missing.insert(url.lastPathComponent, at: 0)
      url.deleteLastPathComponent()
    }
    return url.resolvingSymlinksInPath().pathComponents + missing
  }

  private static func warning(_ path: String, _ message: String, help: String?) -> Diagnostic {
    Diagnostic(
      severity: .warning, location: SourceLocation(path: path), message: message, help: help)
  }
}
