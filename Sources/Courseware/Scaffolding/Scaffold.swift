package import Diagnostics
import Foundation

/// Files for an author to begin with: a course, a lesson or an exercise that `lint` accepts as it is.
package struct Scaffold: Sendable {
  /// The files by their paths in the course, in the order in which they are worth reading.
  let files: [(path: String, text: String)]
  /// What the order in `course.yaml` names, under which key.
  private let entry: (key: String, id: String)?

  private init(_ files: [(path: String, text: String)], entry: (key: String, id: String)?) {
    self.files = files
    self.entry = entry
  }

  /// A lesson.
  ///
  /// - Throws: One diagnostic if the id is none.
  package static func lesson(_ id: String) throws(DiagnosticList) -> Scaffold {
    try check(id)
    let text = LessonTemplate.lesson.replacing("LESSON", with: id)
      .replacing("TITLE", with: title(of: id))
    return Scaffold([("lessons/\(id)/lesson.yaml", text)], entry: ("lessons", id))
  }

  /// An exercise: its two folders, with tests, solutions and mutants.
  ///
  /// - Parameters:
  ///   - id: Its id.
  ///   - grader: The path of the folder of hidden tests, from the course.
  /// - Returns: Its files.
  /// - Throws: One diagnostic if the id is none.
  package static func exercise(
    _ id: String, grader: String = "grader"
  ) throws(DiagnosticList) -> Scaffold {
    try check(id)
    let module = "Exercise_" + id.replacing("-", with: "_")
    let files = ExerciseTemplate.files.map { file in
      let place = file.path.replacing("GRADER", with: "\(grader)/\(id)")
        .replacing("EXERCISE", with: "exercises/\(id)")
      let text = file.text.replacing("MODULE", with: module).replacing("IDENTIFIER", with: id)
        .replacing("TITLE", with: title(of: id))
      return (path: place, text: text)
    }
    return Scaffold(files, entry: ("exercises", id))
  }

  /// A course without lessons and exercises.
  package static func course(titled title: String) -> Scaffold {
    Scaffold(
      [
        ("lessons/course.yaml", LessonTemplate.course.replacing("TITLE", with: yamlText(title))),
        ("exercises/.gitkeep", ""), ("grader/.gitkeep", ""),
        (".gitignore", ".threadbare/\ncompile_commands.json\n"),
      ], entry: nil)
  }

  /// A text as YAML reads it back, whatever is in it.
  private static func yamlText(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter == true && text.last != " "
      && text.allSatisfy { $0.isLetter || $0.isNumber || " -,.'".contains($0) }
      && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
    if isPlain { return text }
    let escaped = text.unicodeScalars.map { scalar in
      if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
      guard scalar.properties.generalCategory == .control else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + escaped.joined() + "\""
  }

  private static func check(_ id: String) throws(DiagnosticList) {
    guard !isID(id) else { return }
    throw DiagnosticList([
      Diagnostic(
        message: "\(quoted(id)) is no id",
        help: "an id is lower-case letters, digits and single hyphens, "
          + "\(CoursewareLimits.idScalarsMax) characters at most: \"04-my-exercise\"")
    ])
  }

  /// A title to begin with: the words of an id without its number.
  private static func title(of id: String) -> String {
    let words = id.split(separator: "-").drop { $0.allSatisfy(\.isNumber) }.joined(separator: " ")
    return words.isEmpty ? id : words.prefix(1).uppercased() + words.dropFirst()
  }

  /// Writes the files; none is written if one of them is there already.
  ///
  /// - Parameter folder: The course's folder.
  /// - Returns: The files that were written, as the user would type them, and what is left to do
  ///   by hand.
  /// - Throws: One diagnostic.
  package func write(
    into folder: CoursePath
  ) throws(DiagnosticList) -> (written: [String], leftOver: String?) {
    let places = files.map { (place: folder.appending($0.path), text: $0.text) }
    let roots = Set(places.map { $0.place.url.deletingLastPathComponent().path })
    for (place, _) in places where place.isFile || place.isFolder {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: place.shown), message: "this is there already",
          help: "nothing was written; take another id, or move it away")
      ])
    }
    do {
      for root in roots.sorted() {
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      }
      for (place, text) in places {
        try Data(text.utf8).write(to: place.url, options: .withoutOverwriting)
      }
    } catch {
      throw DiagnosticList(ofMachine: "cannot write: \(reason(of: error))")
    }
    return (places.map(\.place.shown), enter(into: folder.appending("lessons/course.yaml")))
  }

  /// Names the new thing in the order of `course.yaml`, where that has one on one line.
  ///
  /// - Returns: What to do by hand, if it could not be done.
  private func enter(into file: CoursePath) -> String? {
    guard let entry, let text = try? String(contentsOf: file.url, encoding: .utf8) else {
      return nil
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let index = lines.firstIndex(where: { $0.hasPrefix("\(entry.key):") }) else { return nil }
    let manual = "add \(entry.id) to \"\(entry.key)\" in \(file.shown)"
    guard let end = lines[index].lastIndex(of: "]"), !lines[index].contains("#") else {
      return manual
    }
    let isEmpty = lines[index].contains(/\[\s*\]/)
    lines[index].insert(contentsOf: (isEmpty ? "" : ", ") + entry.id, at: end)
    do {
      try Data(lines.joined(separator: "\n").utf8).write(to: file.url, options: .atomic)
      return nil
    } catch {
      return manual
    }
  }
}
