package import Courseware
package import Diagnostics
import Foundation
import Glibc

/// What a reset did.
package enum ResetOutcome: Sendable, Equatable {
  /// The student's file was the starter already.
  case unchanged
  /// There was no student's file; the starter is there again.
  case restored
  /// The starter is there again; the student's file is kept at this path.
  case replaced(backup: String)
}

extension Exercise {
  /// The most backups of one exercise.
  private static let backupsMax = 10_000

  /// Puts the starter back in the place of the student's file, which is kept as a backup.
  ///
  /// The backup is complete before the file is replaced, and no backup is ever overwritten.
  ///
  /// - Parameter course: Where the course lies; backups go to `.threadbare/backups`.
  /// - Returns: What was done.
  /// - Throws: One diagnostic when there is no starter or a file can't be written; the student's
  ///   file is as before then.
  package func reset(in course: CourseFolder) throws(DiagnosticList) -> ResetOutcome {
    let starter = try bytes(of: starterFile)
    var outcome = ResetOutcome.restored
    if submissionFile.isFile {
      let current = try bytes(of: submissionFile)
      if current == starter { return .unchanged }
      outcome = .replaced(backup: try keep(current, in: course))
    }
    guard !submissionFile.isFolder else {
      throw fault("this is a folder", at: submissionFile, help: "move it away and try again")
    }
    do {
      try replaceFile(at: submissionFile.url, with: starter)
    } catch {
      throw DiagnosticList(
        ofMachine: "can't write the file: \(reason(of: error))", path: submissionFile.shown)
    }
    return outcome
  }

  /// Whether the student's file differs from the starter.
  package var isEdited: Bool {
    (try? Data(contentsOf: submissionFile.url)) != (try? Data(contentsOf: starterFile.url))
  }

  /// Writes a backup under the next free number.
  ///
  /// - Returns: Its path as the user would type it.
  private func keep(_ content: Data, in course: CourseFolder) throws(DiagnosticList) -> String {
    let folder = course.memory.appending("backups").appending(id.value)
    do {
      try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    } catch {
      throw DiagnosticList(
        ofMachine: "can't make the folder: \(reason(of: error))", path: folder.shown)
    }
    for number in 1...Self.backupsMax {
      let backup = folder.appending("Submission.\(number).swift")
      do {
        try content.write(to: backup.url, options: .withoutOverwriting)
        return backup.shown
      } catch CocoaError.fileWriteFileExists {
        continue
      } catch {
        throw DiagnosticList(
          ofMachine: "can't write the backup: \(reason(of: error))", path: backup.shown)
      }
    }
    throw fault("there are \(Self.backupsMax) backups", at: folder)
  }

  private func bytes(of file: CoursePath) throws(DiagnosticList) -> Data {
    guard file.isFile else {
      throw fault("there is no such file", at: file, help: "get it from the course again")
    }
    do {
      return try Data(contentsOf: file.url)
    } catch {
      throw fault("can't read the file: \(reason(of: error))", at: file)
    }
  }

  private func fault(_ message: String, at place: CoursePath, help: String? = nil)
    -> DiagnosticList
  {
    DiagnosticList([
      Diagnostic(location: SourceLocation(path: place.shown), message: message, help: help)
    ])
  }
}
