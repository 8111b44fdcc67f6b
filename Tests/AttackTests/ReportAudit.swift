import Foundation
import FoundationXML
import TestSupport
import Testing

/// Reads a report as those would who are attacked through it: a browser, a spreadsheet, a terminal.
struct ReportAudit {
  let folder: URL

  /// What the tool itself writes into the folder.
  private static let names: Set<String> = [
    "index.html", "students", "exercises", "heatmap", "assets", "results.json", "gradebook.csv",
    "junit.xml", "insight", "similarity",
    "results.sqlite", "results.sqlite-wal", "results.sqlite-shm",
  ]
  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "link", "script", "body", "a", "header", "footer", "nav",
    "main", "section", "div", "p", "span", "h1", "h2", "h3", "ol", "ul", "li", "dl", "dt", "dd",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "strong", "code", "pre",
    "mark", "bdi", "details", "summary", "figure", "figcaption", "svg", "rect", "line", "text",
  ]

  func text(of path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The files that hold text, by their paths in the report.
  func textFiles() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      [".html", ".json", ".csv", ".xml"].contains { path.hasSuffix($0) }
    }
  }

  /// The text of a page as a reader sees it.
  func words(of path: String) throws -> String {
    shownText(of: try text(of: path))
  }

  func expectClean() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(found).subtracting(Self.names) == [], "in the report's folder")
    for path in try textFiles() {
      let text = try text(of: path)
      expectNoControls(in: text, path)
      if path.hasSuffix(".html") { expectNoMarkup(in: text, path) }
    }
    try expectNoFormulae()
    let xml = XMLParser(data: Data(try text(of: "junit.xml").utf8))
    #expect(xml.parse(), "junit.xml: \(xml.parserError.map { "\($0)" } ?? "")")
  }

  private func expectNoControls(in text: String, _ path: String) {
    let bad = text.unicodeScalars.filter { scalar in
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0x0D: !path.hasSuffix(".csv")
      case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
      default: false
      }
    }
    // JSON and XML are for programs, and keep what is no control but a direction.
    let isForPeople = path.hasSuffix(".html") || path.hasSuffix(".csv")
    let shown = bad.filter { isForPeople || $0.value < 0x2000 }
    #expect(shown.isEmpty, "\(path) has \(shown.prefix(3).map(\.value))")
  }

  private func expectNoMarkup(in text: String, _ path: String) {
    let opened = Set(text.matches(of: /<([A-Za-z][A-Za-z0-9]*)/).map { String($0.1) })
    #expect(opened.subtracting(Self.elements) == [], "\(path)")
    for tag in text.matches(of: /<[A-Za-z](?:[^>"]|"[^"]*")*>/).map({ String($0.0) }) {
      // Values are cut out: what is left are the names of attributes.
      let names = tag.replacing(/"[^"]*"/, with: "")
      #expect(!names.contains(/\son[a-z]+=|\sstyle=/), "\(path): \(tag)")
      #expect(!tag.contains(/(?:href|src)="\s*[a-z]+:/), "\(path): \(tag)")
      if tag.hasPrefix("<script") {
        #expect(
          tag.contains(/src="(?:\.\.\/)?assets\/(?:report|player)\.js"/), "\(path): \(tag)")
      }
    }
  }

  private func expectNoFormulae() throws {
    for cell in Self.cells(of: try text(of: "gradebook.csv")) {
      // Some programs pass over blanks at the beginning.
      guard let first = cell.first(where: { !$0.isWhitespace }) else { continue }
      #expect(!"=+-@".contains(first), "gradebook.csv: \(cell)")
    }
  }

  /// The cells of a file of RFC 4180.
  private static func cells(of text: String) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted, "\r\n" where !isQuoted, "\n" where !isQuoted:
        cells.append(cell)
        cell = ""
      default: cell.append(character)
      }
    }
    return cells
  }
}
