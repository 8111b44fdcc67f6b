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
    let bytes: Int64
    /// The time of the last change of content or of the entry, in nanoseconds.
    let changedNanoseconds: Int64
    let inode: UInt64
  }

  private let files: [File]

  /// Looks at a folder and the files in it; folders below are left out.
  package init(_ folder: CoursePath) {
    files = folder.entries.compactMap { file in
      var status = stat()
      guard stat(file.url.path, &status) == 0 else { return nil }
      let changed = status.st_ctim
      return File(
        name: file.name, bytes: Int64(status.st_size),
        changedNanoseconds: Int64(changed.tv_sec) &* 1_000_000_000 &+ Int64(changed.tv_nsec),
        inode: UInt64(status.st_ino))
    }
  }
}
