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

  /// Refuses to write anything else into a report: every file in it is its own, or may be one day.
  ///
  /// - Throws: `DiagnosticList`.
  package static func refuse(_ path: String, inReport folder: String) throws(DiagnosticList) {
    guard place(path).starts(with: place(folder)) else { return }
    throw DiagnosticList([
      Diagnostic(
        message: "\(quoted(path)) is in the report", help: "name another place with --out")
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
