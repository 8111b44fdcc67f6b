package import Diagnostics
import Foundation

extension Lesson {
  /// Reads the lesson of a folder, apart from its course.
  ///
  /// - Throws: All that is wrong with it, when any of that is an error.
  package static func read(in folder: CoursePath) throws(DiagnosticList) -> Lesson {
    let context = ReadingContext(file: try SourceFile(reading: folder.appending("lesson.yaml")))
    let lesson = YAMLComposer.compose(in: context).flatMap {
      LessonReader(context: context, folder: folder).lesson($0)
    }
    guard let lesson, !context.diagnostics.hasErrors else { throw context.diagnostics }
    return lesson
  }
}

extension ProgramExample {
  /// Finds a program by the name that commands take: its lesson, `#` and its own name.
  ///
  /// - Parameter reference: The lesson is a folder (`lessons/01-tasks#fork-and-wait`), or the id of one
  ///   of the course that the current folder is in (`01-tasks#fork-and-wait`).
  /// - Returns: The program; nil for a text without `#`, which names a file.
  /// - Throws: What is wrong with the name, or with the lesson.
  package static func find(_ reference: String) throws(DiagnosticList) -> ProgramExample? {
    guard let mark = reference.lastIndex(of: "#") else { return nil }
    let lesson = try Lesson.read(in: folder(String(reference[..<mark])))
    let name = String(reference[reference.index(after: mark)...])
    let programs = lesson.sections.flatMap(\.programs)
    if let found = programs.first(where: { $0.name.value == name }) { return found }
    throw DiagnosticList([
      Diagnostic(
        location: SourceLocation(path: reference),
        message: "lesson \(quoted(lesson.id.value)) has no program \(quoted(name))",
        help: suggestion(for: name, in: programs.map(\.name.value), listedAs: "programs"))
    ])
  }

  /// The folder of a lesson that is named by it, or by the lesson's id.
  private static func folder(_ name: String) throws(DiagnosticList) -> CoursePath {
    let place = CoursePath(
      url: URL(filePath: name), shown: name.hasSuffix("/") ? String(name.dropLast()) : name)
    if !name.isEmpty, place.appending("lesson.yaml").isFile { return place }
    let lessons = try CourseFolder.find().lessons
    let names = lessons.entries.filter(\.isFolder).map(\.name)
    guard names.contains(name) else {
      throw DiagnosticList([
        Diagnostic(
          location: SourceLocation(path: name), message: "there is no such lesson",
          help: suggestion(for: name, in: names, listedAs: "lessons"))
      ])
    }
    return lessons.appending(name)
  }
}
