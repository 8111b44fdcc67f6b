package import Diagnostics
package import Foundation

/// Where a course and its grader lie.
package struct CourseFolder: Sendable, Equatable {
  /// The folder that holds `lessons` and `exercises`.
  package let root: CoursePath
  /// The folder with what students never get.
  package let grader: CoursePath

  /// What the student loop remembers: `.threadbare` in the course, unless that is not the student's.
  package var memory: CoursePath

  /// Joins two folders.
  package init(root: CoursePath, grader: CoursePath) {
    self.root = root
    self.grader = grader
    memory = root.appending(".threadbare")
  }

  /// The lessons, and `course.yaml`.
  package var lessons: CoursePath { root.appending("lessons") }
  /// The exercises as students get them.
  package var exercises: CoursePath { root.appending("exercises") }

  /// Finds the course that a command is about.
  ///
  /// - Parameters:
  ///   - course: The folder that the user named; without it, the nearest one from the current
  ///     folder upwards that holds `lessons` and `exercises`.
  ///   - grader: The grader's folder that the user named; without it, `grader` in the course.
  ///   - current: The current folder.
  /// - Returns: The folders; the grader's need not exist.
  /// - Throws: One diagnostic when there is no course.
  package static func find(
    course: String? = nil, grader: String? = nil,
    from current: URL = URL(filePath: FileManager.default.currentDirectoryPath)
  ) throws(DiagnosticList) -> CourseFolder {
    let root: CoursePath
    if let course {
      root = named(course, from: current)
      guard isCourse(root) else {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: course),
            message: root.isFolder
              ? "this is no course: it has no folders \"lessons\" and \"exercises\""
              : "there is no such folder")
        ])
      }
    } else {
      root = try nearest(from: current)
    }
    if let grader {
      let folder = named(grader, from: current)
      guard folder.isFolder else {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: grader), message: "there is no such folder",
            help: "--grader names the folder that holds a folder for each exercise")
        ])
      }
      return CourseFolder(root: root, grader: folder)
    }
    return CourseFolder(root: root, grader: root.appending("grader"))
  }

  private static func named(_ path: String, from current: URL) -> CoursePath {
    let url = path.hasPrefix("/") ? URL(filePath: path) : current.appending(path: path)
    return CoursePath(url: url.standardizedFileURL, shown: path == "." ? "" : path)
  }

  private static func nearest(from current: URL) throws(DiagnosticList) -> CoursePath {
    var url = current.standardizedFileURL
    var shown = ""
    // Every step shortens the path by one part.
    for _ in url.pathComponents {
      let candidate = CoursePath(url: url, shown: shown)
      if isCourse(candidate) { return candidate }
      url.deleteLastPathComponent()
      shown = shown.isEmpty ? ".." : "../" + shown
    }
    throw DiagnosticList([
      Diagnostic(
        message: "there is no course here: no folder from here upwards holds "
          + "\"lessons\" and \"exercises\"",
        help: "go to the course's folder, or name it with --course DIR")
    ])
  }

  private static func isCourse(_ folder: CoursePath) -> Bool {
    folder.appending("lessons").isFolder && folder.appending("exercises").isFolder
  }
}
