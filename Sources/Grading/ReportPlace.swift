package import Diagnostics
internal import Foundation

/// Where a report may lie: not among the submissions, or it would be taken for some next time.
package enum ReportPlace {
  /// Whether a report in `folder` would lie in the submissions, links on the way followed.
  package static func isInside(_ submissions: String, reportIn folder: String) -> Bool {
    let outer = place(submissions)
    return ["", "students", "exercises", "heatmap", "assets"].contains { part in
      (place(folder) + (part.isEmpty ? [] : [part])).starts(with: outer)
    }
  }

  /// The files that a report is: what is exported does not take the place of one.
  private static let ownFiles = [
    "index.html", "results.json", "results.sqlite", "gradebook.csv", "junit.xml", "key.csv",
  ]

  /// Refuses to write other files in the place of a report's own: none of these files, and no folder in it.
  ///
  /// - Throws: `DiagnosticList`.
  package static func refuse(
    _ path: String, isFolder: Bool, inReport folder: String
  ) throws(DiagnosticList) {
    let place = place(path)
    let isOwn =
      isFolder
      ? place.starts(with: Self.place(folder))
      : ownFiles.contains { Self.place("\(folder)/\($0)") == place }
    guard isOwn else { return }
    throw DiagnosticList([
      Diagnostic(
        message: isFolder
          ? "the files would lie in the report" : "\(quoted(path)) is the report's own file",
        help: "name another place with --out")
    ])
  }

  /// The parts of a path, links on the way followed as far as it exists.
  static func place(_ path: String) -> [String] {
    var url = URL(filePath: path).standardizedFileURL
    var missing: [String] = []
    // Every step shortens the path by one part.
    while !FileManager.default.fileExists(atPath: url.path), url.pathComponents.count > 1 {
      missing.insert(url.lastPathComponent, at: 0)
      url.deleteLastPathComponent()
    }
    return url.resolvingSymlinksInPath().pathComponents + missing
  }
}
