package import Courseware
internal import Diagnostics
package import Foundation
package import Intake

/// A student's work as one archive, which `grade` takes as it is.
///
/// Each exercise is a file `<id>.swift`; a manifest says which there are and what their hashes are.
package struct SubmissionPack {
  /// What was packed, and what was left out since nothing was written into it.
  package struct Summary: Sendable {
    package let manifest: SubmissionManifest
    package let untouched: [String]
  }

  /// Packs the files of exercises that differ from their starters, and reads the archive back.
  ///
  /// - Parameters:
  ///   - course: The course.
  ///   - file: The archive: `.tar.gz` or `.zip`.
  /// - Returns: What is in it.
  /// - Throws: `DiagnosticList` if there is nothing to pack or a file is no submission, else `GradingError`.
  package static func write(_ course: Course, to file: URL) throws -> Summary {
    var entries: [ArchiveWriter.Entry] = []
    var files: [SubmissionManifest.File] = []
    var untouched: [String] = []
    for exercise in course.exercises {
      let id = exercise.id.value
      guard exercise.submissionFile.isFile else {
        untouched.append(id)
        continue
      }
      let bytes: [UInt8]
      do {
        bytes = try InputFile(path: exercise.submissionFile.url.path)
          .bytes(upTo: IntakeLimits.submissionBytesMax)
      } catch {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: exercise.submissionFile.shown), message: error.reason)
        ])
      }
      if let starter = try? Data(contentsOf: exercise.starterFile.url), Array(starter) == bytes {
        untouched.append(id)
        continue
      }
      files.append(
        SubmissionManifest.File(
          path: "\(id).swift", bytes: bytes.count, sha256: ContentHash.sha256(of: bytes)))
      entries.append(ArchiveWriter.Entry("\(id).swift", .bytes(Data(bytes))))
    }
    guard !files.isEmpty else {
      throw DiagnosticList([
        Diagnostic(
          message: "there is nothing to hand in: every file is as it was at the start",
          help: "write into exercises/<id>/Submission.swift first")
      ])
    }
    let manifest = SubmissionManifest(course: course.id, files: files)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = try encoder.encode(manifest) + Data("\n".utf8)
    entries.append(ArchiveWriter.Entry(SubmissionManifest.fileName, .bytes(text)))
    do {
      try ArchiveWriter.write(entries, to: file)
    } catch {
      throw GradingError.machine("cannot write \(file.path): \(error.reason)")
    }
    guard try verify(file) == manifest else {
      throw GradingError.machine("\(file.path) does not hold what was packed")
    }
    return Summary(manifest: manifest, untouched: untouched)
  }

  /// Holds the files of an archive against its manifest.
  ///
  /// - Returns: The manifest, which is true.
  /// - Throws: `DiagnosticList` with everything that differs.
  package static func verify(_ file: URL) throws -> SubmissionManifest {
    func refuse(_ message: String, help: String? = nil) -> Diagnostic {
      Diagnostic(location: SourceLocation(path: file.path), message: message, help: help)
    }
    var found: [(path: String, bytes: [UInt8])]
    do {
      found = try PackedFiles.read(file)
    } catch {
      throw DiagnosticList([refuse(error.reason)])
    }
    guard let place = found.firstIndex(where: { $0.path == SubmissionManifest.fileName }),
      let manifest = try? JSONDecoder().decode(
        SubmissionManifest.self, from: Data(found.remove(at: place).bytes)),
      manifest.version == SubmissionManifest.currentVersion
    else {
      throw DiagnosticList([
        refuse("it has no manifest", help: "`threadbare submit` packs one that has")
      ])
    }
    var faults: [Diagnostic] = []
    for listed in manifest.files {
      guard let index = found.firstIndex(where: { $0.path == listed.path }) else {
        faults.append(refuse("\(quoted(listed.path)) is missing"))
        continue
      }
      let bytes = found.remove(at: index).bytes
      if bytes.count != listed.bytes || ContentHash.sha256(of: bytes) != listed.sha256 {
        faults.append(refuse("\(quoted(listed.path)) is not what was packed"))
      }
    }
    faults += found.map { refuse("\(quoted($0.path)) is not in its manifest") }
    guard faults.isEmpty else { throw DiagnosticList(faults) }
    return manifest
  }
}
