package import Diagnostics
import Foundation
package import SiteGenerator

/// The Nu validator of HTML, where it is installed: `vnu` on the path.
package enum NuValidator {
  /// What it found.
  package struct Validation: Sendable {
    /// Its errors, at their pages.
    package let diagnostics: DiagnosticList
    /// Whether there was one, in a few words.
    package let summary: String
  }

  /// The most of its output that is read, in bytes.
  private static let outputBytesMax = 4 << 20

  /// Validates all pages of a site.
  ///
  /// - Parameter contents: The site.
  /// - Returns: What is wrong; nothing where there is no validator, and the summary says so.
  /// - Throws: What Foundation throws when the pages can't be written or the validator can't be run.
  package static func validate(_ contents: SiteContents) throws -> Validation {
    guard let program = program() else {
      return Validation(
        diagnostics: DiagnosticList(),
        summary: "HTML not validated: there is no \"vnu\" on the path")
    }
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appending(path: "threadbare-\(UUID().uuidString)")
    defer { try? manager.removeItem(at: folder) }
    for file in contents.files where file.path.hasSuffix(".html") {
      let place = folder.appending(path: file.path)
      try manager.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: place)
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = [
      "--errors-only", "--format", "gnu", "--stdout", "--skip-non-html", folder.path,
    ]
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.read(upToCount: outputBytesMax) ?? Data()
    process.waitUntilExit()
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    let found = lines.compactMap { diagnostic(of: $0, in: folder.path) }
    // It ends with 0 and no line if all is well; anything else without a line is its own fault.
    if found.isEmpty, process.terminationStatus != 0 {
      throw ServerFault("\"vnu\" ended with status \(process.terminationStatus)", 0)
    }
    return Validation(
      diagnostics: DiagnosticList(found), summary: "HTML validated by vnu, \(found.count) errors")
  }

  private static func program() -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/vnu" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// What a line says, such as `"file:/tmp/x/index.html":12.3-12.8: error: Text.`; nil for any other.
  private static func diagnostic(of line: Substring, in folder: String) -> Diagnostic? {
    guard
      let match = line.firstMatch(
        of: /^"file:([^"]+)":(\d+)\.(\d+)[-\d.]*: (?:error|info warning|warning): (.+)$/)
    else { return nil }
    var path = String(match.1)
    if let range = path.firstRange(of: folder + "/") { path = String(path[range.upperBound...]) }
    let place = SourceLocation(path: path, line: Int(match.2) ?? 1, column: Int(match.3) ?? 1)
    return Diagnostic(location: place, message: String(match.4))
  }
}
