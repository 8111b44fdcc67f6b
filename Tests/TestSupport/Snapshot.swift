package import Foundation
package import Testing

/// Compares text with a file in `Snapshots/` beside the calling test.
///
/// A difference is recorded as an issue, line by line. With `THREADBARE_UPDATE_SNAPSHOTS=1` in the
/// environment the file is written instead, so that a wanted change is reviewed as a diff.
///
/// - Parameters:
///   - actual: The text, free of anything that differs from run to run; see
///     ``Swift/String/redacting(_:)``.
///   - name: The file's name, with its extension.
///   - testFile: The test's own file.
///   - sourceLocation: Where a difference is reported.
/// - Throws: What Foundation throws when the file can't be written.
package func expectSnapshot(
  of actual: String,
  named name: String,
  testFile: String = #filePath,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let folder = URL(filePath: testFile).deletingLastPathComponent().appending(path: "Snapshots")
  try expectRecording(
    of: actual, in: folder.appending(path: name), calledBy: "Snapshots/\(name)",
    sourceLocation: sourceLocation)
}

/// Compares text with a file of the checkout that is made from it, such as a picture of a document.
///
/// As ``expectSnapshot(of:named:testFile:sourceLocation:)``, for a file with a place of its own.
///
/// - Throws: What Foundation throws when the file can't be written.
package func expectRecording(
  of actual: String,
  at path: String,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  try expectRecording(
    of: actual, in: Repository.file(path), calledBy: path, sourceLocation: sourceLocation)
}

private func expectRecording(
  of actual: String, in file: URL, calledBy name: String, sourceLocation: Testing.SourceLocation
) throws {
  let mode: SnapshotMode =
    ProcessInfo.processInfo.environment["THREADBARE_UPDATE_SNAPSHOTS"] == "1" ? .update : .compare
  if let difference = try compareSnapshot(actual, with: file, mode: mode) {
    Issue.record(
      """
      the text differs from \(name) (- expected, + actual):
      \(difference)
      Is the new text right? THREADBARE_UPDATE_SNAPSHOTS=1 make test writes it.
      """, sourceLocation: sourceLocation)
  }
}

/// What to do with a recorded text.
package enum SnapshotMode: Sendable {
  /// Read it and compare.
  case compare
  /// Write it.
  case update
}

/// Compares text with a recorded file, or records it.
///
/// - Returns: The difference as text, or nil when there is none.
/// - Throws: What Foundation throws when the file can't be written.
package func compareSnapshot(
  _ actual: String, with file: URL, mode: SnapshotMode
) throws -> String? {
  switch mode {
  case .update:
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(actual.utf8).write(to: file)
    return nil
  case .compare:
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
      return "no such file; the text is\n\(actual)"
    }
    return recorded == actual ? nil : lineDifference(from: recorded, to: actual)
  }
}

/// The lines that two texts do not share, with their numbers, in the order of the text.
package func lineDifference(from old: String, to new: String) -> String {
  let oldLines = old.components(separatedBy: "\n")
  let newLines = new.components(separatedBy: "\n")
  let changes = newLines.difference(from: oldLines)
  var rows: [(line: Int, order: Int, text: String)] = []
  for change in changes {
    switch change {
    case .remove(let offset, let line, _):
      rows.append((offset, 0, "-\(offset + 1): \(line)"))
    case .insert(let offset, let line, _):
      rows.append((offset, 1, "+\(offset + 1): \(line)"))
    }
  }
  rows.sort { ($0.line, $0.order) < ($1.line, $1.order) }
  return rows.map(\.text).joined(separator: "\n")
}

extension String {
  /// The text with each of some strings replaced by a name.
  ///
  /// Longer strings go first, so that a folder inside another one keeps its own name.
  package func redacting(_ names: [String: String]) -> String {
    names.sorted { ($0.key.utf8.count, $0.key) > ($1.key.utf8.count, $1.key) }
      .reduce(self) { text, entry in text.replacing(entry.key, with: entry.value) }
  }
}
