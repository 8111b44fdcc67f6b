package import Diagnostics
internal import Foundation

/// One student's work on one exercise, as it was found.
package struct Submission: Sendable {
  package var student: String
  package var exercise: String
  package var content: Content

  /// What was found.
  package enum Content: Sendable {
    /// Files to compile.
    case sources([SourceFile])
    /// Nothing: the student did not hand this exercise in.
    case missing
    /// Something that is not a submission, and why.
    case unusable(String)
  }
}

/// A folder of submissions: `<student>/<exercise>.swift` or `<student>/<exercise>/*.swift`.
package struct SubmissionFolder: Sendable {
  /// The most bytes of one file, and of all files of one submission.
  static let fileBytesMax = 1 << 20
  /// The most files of one submission.
  static let filesMax = 100

  package let path: String
  package let students: [String]
  /// What lies among the students' folders and is none, by name.
  let strangers: [String]

  /// Lists the students in a folder, in the order of their names.
  ///
  /// - Throws: `DiagnosticList` if it cannot be read, or no student is in it.
  package init(path: String) throws(DiagnosticList) {
    self.path = path
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw DiagnosticList([
        Diagnostic(
          message: "cannot read the folder of submissions '\(path)'",
          help: "give a folder that holds one folder a student: <student>/<exercise-id>.swift")
      ])
    }
    let shown = names.filter { !$0.hasPrefix(".") }.sorted()
    let students = shown.filter { Self.kind(of: "\(path)/\($0)") == .typeDirectory }
    self.students = students
    strangers = shown.filter { !students.contains($0) }
    guard !students.isEmpty else {
      throw DiagnosticList([
        Diagnostic(
          message: "there is no student's folder in '\(path)'",
          help: "give a folder that holds one folder a student: <student>/<exercise-id>.swift")
      ])
    }
  }

  /// Reads what a student handed in for an exercise.
  package func submission(of student: String, exercise: String) -> Submission {
    let base = "\(path)/\(student)/\(exercise)"
    let content: Submission.Content
    if Self.kind(of: "\(base).swift") != nil {
      content = Self.read(file: "\(base).swift")
    } else if Self.kind(of: base) == .typeDirectory {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
      let sources = names.filter { $0.hasSuffix(".swift") }.sorted()
      content =
        sources.isEmpty
        ? .unusable("the folder '\(exercise)' holds no .swift file")
        : Self.read(sources.map { (name: $0, path: "\(base)/\($0)") })
    } else {
      content = .missing
    }
    return Submission(student: student, exercise: exercise, content: content)
  }

  /// Reads one file as a submission.
  static func submission(file: String, exercise: String) -> Submission {
    Submission(student: "", exercise: exercise, content: read(file: file))
  }

  /// Reads a submission of one file; the compiler knows it by the same name in every exercise.
  private static func read(file: String) -> Submission.Content {
    switch read([(name: URL(filePath: file).lastPathComponent, path: file)]) {
    case .sources(let sources):
      .sources(sources.map { SourceFile(name: "Submission.swift", bytes: $0.bytes) })
    case let other: other
    }
  }

  private static func kind(of path: String) -> FileAttributeType? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType
  }

  /// Reads files without following a link: what a link points to is not the student's.
  private static func read(_ files: [(name: String, path: String)]) -> Submission.Content {
    guard files.count <= filesMax else {
      return .unusable("it has \(files.count) files; at most \(filesMax) are compiled")
    }
    var sources: [SourceFile] = []
    var total = 0
    for file in files {
      let descriptor = open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else {
        return switch errno {
        case ELOOP: .unusable("'\(file.name)' is a symbolic link")
        case ENOENT: .unusable("there is no file '\(file.name)'")
        default: .unusable("'\(file.name)' cannot be read")
        }
      }
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        return .unusable("'\(file.name)' is not a regular file")
      }
      let data = (try? handle.read(upToCount: fileBytesMax + 1)) ?? nil
      let bytes = Array(data ?? Data())
      total += bytes.count
      guard total <= fileBytesMax else {
        return .unusable("it is larger than \(fileBytesMax >> 20) MiB")
      }
      sources.append(SourceFile(name: safeName(file.name, at: sources.count), bytes: bytes))
    }
    return .sources(sources)
  }

  /// A name for the compiler: the student's own where it is plain, else a numbered one.
  private static func safeName(_ name: String, at index: Int) -> String {
    let isPlain = name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    let isUsable =
      isPlain && name.utf8.count <= 100 && !name.hasPrefix(".") && name != EntryFile.name
    return isUsable ? name : "File\(index + 1).swift"
  }
}
