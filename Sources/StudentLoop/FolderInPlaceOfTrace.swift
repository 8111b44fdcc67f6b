package import Courseware
package import Diagnostics
import Foundation

/// A folder that was given where a script or a written trace is wanted.
package struct FolderInPlaceOfTrace {
  private let path: String
  private let course: Course?

  /// A folder, and the course that it may be a lesson's in.
  package init(path: String, course: Course?) {
    self.path = path
    self.course = course
  }

  /// Whether there is a folder of that name.
  package static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue
  }

  /// What to say of it: which scripts there are, if it is a lesson's.
  package var refusal: DiagnosticList {
    let id = URL(filePath: path).standardizedFileURL.lastPathComponent
    let sections = course?.lesson(id)?.sections ?? []
    let scripts = sections.flatMap(\.scripts).map { "\(id)#\($0.name.value)" }
    let help =
      if let first = scripts.first {
        scripts.count == 1
          ? "name a script of the lesson: \(first)"
          : "name a script of the lesson, such as \(first); there are also "
            + scripts.dropFirst().joined(separator: ", ")
      } else {
        "name a lesson and a script of it, LESSON#SCRIPT, or a file of --format json"
      }
    return DiagnosticList([
      Diagnostic(message: "\(quoted(path)) is a folder, and no trace", help: help)
    ])
  }
}
