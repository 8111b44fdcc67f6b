package import Courseware
package import Diagnostics
import Foundation
import Glibc
import Results

/// The progress of the student in a course folder: `.threadbare/progress.json`.
///
/// The file is replaced as a whole under a lock: a reader sees the old or the new one, and two
/// commands at once lose nothing of each other.
package struct ProgressFile: Sendable {
  private let folder: CoursePath
  private let file: CoursePath

  /// A file that can't be larger unless it is broken, in bytes.
  private static let bytesMax = 4 << 20

  /// The progress in a course.
  package init(of course: CourseFolder) {
    folder = course.memory
    file = course.memory.appending("progress.json")
  }

  /// What is remembered; nothing when there is no file yet.
  ///
  /// - Throws: One diagnostic when the file can't be read or is no progress file.
  package func read() throws(DiagnosticList) -> Progress {
    guard file.isFile else { return Progress() }
    let bytes = try SourceFile(reading: file.url, shownAs: file.shown, bytesMax: Self.bytesMax)
    let progress: Progress
    do {
      progress = try JSONDecoder().decode(Progress.self, from: Data(bytes.text.utf8))
    } catch {
      throw fault(
        "this is no progress file",
        help: "move it away to start with no progress: nothing else "
          + "depends on it")
    }
    guard progress.version <= Progress.currentVersion else {
      throw fault(
        "a newer threadbare wrote this file (version \(progress.version))",
        help: "update threadbare, or move the file away")
    }
    return progress
  }

  /// Changes what is remembered.
  ///
  /// - Parameter change: Changes it in place.
  /// - Returns: What the change returns.
  /// - Throws: One diagnostic when the file can't be read or written; it is as before then.
  @discardableResult
  package func update<Result>(
    _ change: (inout Progress) -> Result
  ) throws(DiagnosticList) -> Result {
    try makeFolder()
    let lock = try takeLock()
    // Closing the descriptor gives the lock back.
    defer { close(lock) }
    var progress = try read()
    let result = change(&progress)
    try write(progress)
    return result
  }

  /// Takes down what came of checking a student's own files.
  ///
  /// - Throws: One diagnostic when the progress can't be kept.
  package func remember(_ works: [CheckedWork]) throws(DiagnosticList) {
    try update { progress in
      for work in works {
        progress.recordCheck(
          of: work.result.id, passed: work.passedCount, total: work.result.tests.count,
          at: Int(Date().timeIntervalSince1970))
      }
    }
  }

  private func makeFolder() throws(DiagnosticList) {
    do {
      try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    } catch {
      throw DiagnosticList(
        ofMachine: "can't make the folder: \(reason(of: error))", path: folder.shown)
    }
  }

  private func takeLock() throws(DiagnosticList) -> Int32 {
    let place = folder.appending("lock")
    let descriptor = open(place.url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw DiagnosticList(ofMachine: "can't open it: \(systemReason())", path: place.shown)
    }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let reason = systemReason()
        close(descriptor)
        throw DiagnosticList(ofMachine: "can't lock it: \(reason)", path: place.shown)
      }
    }
    return descriptor
  }

  private func write(_ progress: Progress) throws(DiagnosticList) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      var data = try encoder.encode(progress)
      data.append(UInt8(ascii: "\n"))
      try replaceFile(at: file.url, with: data)
    } catch {
      throw DiagnosticList(
        ofMachine: "can't write the file: \(reason(of: error))", path: file.shown)
    }
  }

  private func fault(_ message: String, help: String? = nil) -> DiagnosticList {
    DiagnosticList([
      Diagnostic(location: SourceLocation(path: file.shown), message: message, help: help)
    ])
  }
}
