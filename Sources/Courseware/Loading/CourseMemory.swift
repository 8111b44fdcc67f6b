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

  /// Looks at a folder and what is in it; what is in folders below is left out.
  ///
  /// By the C library and not by URLs: in a large course this is most of what reading it again costs.
  package init(_ folder: CoursePath) {
    var files: [File] = []
    if let directory = opendir(folder.url.path) {
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        var status = stat()
        guard !name.hasPrefix("."), fstatat(dirfd(directory), name, &status, 0) == 0 else {
          continue
        }
        let changed = status.st_ctim
        files.append(
          File(
            name: name, bytes: Int64(status.st_size),
            changedNanoseconds: Int64(changed.tv_sec) &* 1_000_000_000 &+ Int64(changed.tv_nsec),
            inode: UInt64(status.st_ino)))
      }
    }
    self.files = files.sorted { $0.name < $1.name }
  }
}
