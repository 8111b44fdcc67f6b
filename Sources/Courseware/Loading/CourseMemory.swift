import Diagnostics
import Foundation

/// What reading a course remembers for the next time: lessons and exercises by their folders.
package struct CourseMemory: Sendable {
  /// A lesson or an exercise as it was read.
  struct Entry<Value: Sendable>: Sendable {
    let signature: FolderSignature
    let value: Value?
    /// What was wrong with its files.
    let diagnostics: DiagnosticList
  }

  var lessons: [String: Entry<Lesson>] = [:]
  var exercises: [String: Entry<Exercise>] = [:]

  /// Remembers nothing yet.
  package init() {}
}

/// The files of a folder with their sizes and times: equal ones mean that nothing was written.
package struct FolderSignature: Equatable, Sendable {
  private struct File: Equatable, Sendable {
    let name: String
    let look: FileLook
  }

  private let files: [File]

  /// Looks at a folder and what is in it; what is in folders below is left out.
  package init(_ folder: CoursePath) { self.init(path: folder.url.path) }

  /// Looks at the folder of a path, as ``init(_:)``.
  init(path: String) {
    files = FileLook.entries(of: path, links: .followed)
      .map { File(name: $0.name, look: $0.look) }
      .sorted { $0.name < $1.name }
  }
}
