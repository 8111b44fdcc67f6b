import Glibc

/// The style sheet and the script that every page of a report shares.
package struct ReportAssets: Sendable {
  /// The style sheet.
  package var css: [UInt8]
  /// The script.
  package var js: [UInt8]

  /// Takes the assets as they are.
  package init(css: [UInt8], js: [UInt8]) {
    self.css = css
    self.js = js
  }

  /// The parts of the style sheet, in the order in which they are joined.
  private static let styleSheets = ["colours", "page", "charts", "tables", "results", "media"]

  /// Reads the style sheets and the script of a theme; in the repository it is `site/report`.
  ///
  /// - Throws: `ReportError` when one can't be read or is larger than a megabyte.
  package init(folder: String) throws(ReportError) {
    var css: [UInt8] = []
    for name in Self.styleSheets { css += try Self.read("\(folder)/\(name).css") }
    self.css = css
    js = try Self.read("\(folder)/report.js")
  }

  /// Reads what a report was written with before, to write it again.
  ///
  /// - Throws: As ``init(folder:)``.
  package init(report folder: String) throws(ReportError) {
    css = try Self.read("\(folder)/assets/report.css")
    js = try Self.read("\(folder)/assets/report.js")
  }

  private static let bytesMax = 1_048_576

  private static func read(_ path: String) throws(ReportError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw .failed(.read, path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .failed(.read, path)
      }
      bytes += chunk[..<count]
      if bytes.count > bytesMax {
        throw ReportError(action: .read, path: path, reason: "it is larger than a megabyte")
      }
    }
  }
}
