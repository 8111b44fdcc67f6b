package import Diagnostics
import Foundation

/// A course as far as it could be read, and all that is wrong with its files.
package struct LoadedCourse: Sendable {
  /// The course without the lessons and exercises that can't be read; nil without `course.yaml`.
  package let course: Course?
  /// Errors and warnings by file and line.
  package let diagnostics: DiagnosticList

  /// The whole course.
  ///
  /// - Throws: All diagnostics, when any of them is an error.
  package func get() throws(DiagnosticList) -> Course {
    guard let course, !diagnostics.hasErrors else { throw diagnostics }
    return course
  }
}

extension Course {
  /// Reads `lessons/course.yaml` and every lesson and exercise of a course.
  ///
  /// Reading goes on after errors, within a file and to the next one, so that one run shows all.
  ///
  /// - Parameter folder: Where the course lies.
  /// - Returns: What could be read, and what is wrong.
  package static func load(from folder: CourseFolder) -> LoadedCourse {
    var memory = CourseMemory()
    return load(from: folder, remembering: &memory)
  }

  /// Reads a course again: lessons and exercises whose files have not changed since the last time are taken
  /// from memory.
  ///
  /// - Parameters:
  ///   - folder: Where the course lies.
  ///   - memory: What the last reading left, and gets what this one leaves.
  /// - Returns: What could be read, and what is wrong.
  package static func load(
    from folder: CourseFolder, remembering memory: inout CourseMemory
  ) -> LoadedCourse {
    var loader = CourseLoader(folder: folder, memory: memory)
    let course = loader.load()
    memory = loader.memory
    return LoadedCourse(course: course, diagnostics: loader.diagnostics.sorted)
  }
}

/// Reads the files of a course and joins what they say of each other.
private struct CourseLoader {
  let folder: CourseFolder
  var diagnostics = DiagnosticList()
  var memory: CourseMemory

  init(folder: CourseFolder, memory: CourseMemory) {
    self.folder = folder
    self.memory = memory
  }

  mutating func load() -> Course? {
    let file = folder.lessons.appending("course.yaml")
    let description = read(file) { root, context in
      CourseReader(context: context).description(root)
    }
    let lessons = readFolders(
      of: folder.lessons, file: "lesson.yaml", remembering: \.lessons
    ) { root, context, folder in
      LessonReader(context: context, folder: folder).lesson(root)
    }
    let exercises = readFolders(
      of: folder.exercises, file: "exercise.yaml", remembering: \.exercises
    ) { root, context, folder in
      ExerciseReader(context: context, folder: folder).exercise(root)
    }
    let glossary = readOptional(folder.lessons.appending("glossary.yaml")) { root, context in
      GlossaryReader(context: context).terms(root)
    }
    let instructors = readOptional(folder.lessons.appending("instructor.yaml")) { root, context in
      InstructorReader(context: context).guide(root)
    }
    let references = CourseReferences(
      lessons: lessons.values, exercises: exercises.values,
      lessonFolders: lessons.folders, exerciseFolders: exercises.folders,
      instructors: instructors)
    diagnostics.append(contentsOf: references.check())
    guard let description else { return nil }
    return Course(
      folder: folder,
      id: description.id ?? slug(of: description.title),
      title: description.title, subtitle: description.subtitle, language: description.language,
      site: description.site, authors: description.authors, limits: description.limits,
      lessons: order(
        lessons.values, by: description.lessons, id: \.id, known: lessons.folders,
        noun: "lesson"),
      exercises: order(
        exercises.values, by: description.exercises, id: \.id, known: exercises.folders,
        noun: "exercise"),
      glossary: glossary ?? [], instructors: instructors)
  }

  // MARK: Files

  private mutating func read<Value>(
    _ place: CoursePath, with read: (YAMLNode, ReadingContext) -> Value?
  ) -> Value? {
    do throws(DiagnosticList) {
      let context = ReadingContext(file: try SourceFile(reading: place))
      let value = YAMLComposer.compose(in: context).flatMap { read($0, context) }
      diagnostics.append(contentsOf: context.diagnostics)
      return value
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }

  /// Reads a file that a course may do without.
  private mutating func readOptional<Value>(
    _ place: CoursePath, with read: (YAMLNode, ReadingContext) -> Value?
  ) -> Value? {
    place.isFile ? self.read(place, with: read) : nil
  }

  /// Reads one file in each folder below a folder.
  ///
  /// - Returns: What could be read, and the names of all folders.
  private mutating func readFolders<Value>(
    of parent: CoursePath, file: String,
    remembering known: WritableKeyPath<CourseMemory, [String: CourseMemory.Entry<Value>]>,
    with read: (YAMLNode, ReadingContext, CoursePath) -> Value?
  ) -> (values: [Value], folders: [String]) {
    let path = parent.url.path
    var folders = FileLook.entries(of: path, links: .followed).filter(\.look.isFolder)
      .map(\.name).sorted()
    if folders.count > CoursewareLimits.foldersMax {
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: parent.shown),
          message: "more than \(CoursewareLimits.foldersMax) folders"))
      folders.removeLast(folders.count - CoursewareLimits.foldersMax)
    }
    var values: [Value] = []
    var entries: [String: CourseMemory.Entry<Value>] = [:]
    let old = memory[keyPath: known]
    for name in folders {
      let signature = FolderSignature(path: "\(path)/\(name)")
      let entry: CourseMemory.Entry<Value>
      if let known = old[name], known.signature == signature {
        entry = known
      } else {
        let before = diagnostics
        diagnostics = DiagnosticList()
        let folder = parent.appending(name)
        let value = self.read(folder.appending(file)) { root, context in
          read(root, context, folder)
        }
        entry = CourseMemory.Entry(signature: signature, value: value, diagnostics: diagnostics)
        diagnostics = before
      }
      entries[name] = entry
      diagnostics.append(contentsOf: entry.diagnostics)
      if let value = entry.value { values.append(value) }
    }
    memory[keyPath: known] = entries
    return (values, folders)
  }

  // MARK: Order

  /// Puts lessons or exercises into the order of `course.yaml`; what it doesn't name comes last.
  private mutating func order<Value>(
    _ values: [Value], by names: [Located<String>]?, id: (Value) -> Located<String>,
    known folders: [String], noun: String
  ) -> [Value] {
    guard let names else { return values }
    for name in names where !folders.contains(name.value) {
      diagnostics.append(
        name.span.diagnostic(
          "there is no \(noun) \(quoted(name.value))",
          help: suggestion(for: name.value, in: folders, listedAs: "\(noun)s")))
    }
    var rest = values
    var ordered: [Value] = []
    for name in names {
      guard let index = rest.firstIndex(where: { id($0).value == name.value }) else { continue }
      ordered.append(rest.remove(at: index))
    }
    for value in rest {
      diagnostics.append(
        id(value).span.diagnostic(
          "\(noun) \(quoted(id(value).value)) is not in the order of \"course.yaml\"",
          severity: .warning, help: "it comes last until \"\(noun)s\" there names it"))
    }
    return ordered + rest
  }
}

/// An id made from a title: its ASCII letters and digits, other characters become hyphens.
private func slug(of title: String) -> String {
  let parts = title.lowercased().split { character in
    !(character.isASCII && (character.isLetter || character.isNumber))
  }
  let slug = parts.joined(separator: "-").prefix(CoursewareLimits.idScalarsMax)
  return slug.isEmpty ? "course" : String(slug)
}
