import Glibc

/// The style sheet and the scripts that the pages of a report share.
package struct ReportAssets: Sendable {
  /// The style sheet.
  package var css: [UInt8]
  /// The script.
  package var js: [UInt8]

  /// The script of the player, which only pages with a recorded run have.
  package var player: [UInt8]

  /// The name of the player's script.
  static let playerName = "player.js"

  /// Takes the assets as they are.
  package init(css: [UInt8], js: [UInt8], player: [UInt8] = []) {
    self.css = css
    self.js = js
    self.player = player
  }

  /// The parts of the style sheet, in the order in which they are joined.
  private static let styleSheets = ["colours", "page", "charts", "tables", "results", "media"]

  /// The parts of the pages' player that the report's is made of, in the order in which they are joined.
  private static let playerScripts = [
    "0-say", "player-2-views", "player-4-panel", "player-5-stepper",
  ]
  private static let playerStyleSheet = "8b-player"

  /// Reads the style sheets and the scripts of a theme; in the repository it is `site`.
  ///
  /// - Parameters:
  ///   - theme: The folder of the theme.
  ///   - words: The words of the player, as a script.
  /// - Throws: `ReportError` when one can't be read or is larger than a megabyte.
  package init(theme: String, words: [UInt8]) throws(ReportError) {
    var css: [UInt8] = []
    for name in Self.styleSheets { css += try Self.read("\(theme)/report/\(name).css") }
    css += try Self.read("\(theme)/css/\(Self.playerStyleSheet).css")
    css += try Self.read("\(theme)/report/player.css")
    self.css = css
    js = try Self.read("\(theme)/report/report.js")
    var player = words
    for name in Self.playerScripts { player += try Self.read("\(theme)/js/\(name).js") }
    self.player = player + (try Self.read("\(theme)/report/player.js"))
  }

  /// Reads what a report was written with before, to write it again.
  ///
  /// - Throws: As ``init(folder:)``.
  package init(report folder: String) throws(ReportError) {
    css = try Self.read("\(folder)/assets/report.css")
    js = try Self.read("\(folder)/assets/report.js")
    // A report of an older version has none.
    player = (try? Self.read("\(folder)/assets/\(Self.playerName)")) ?? []
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
