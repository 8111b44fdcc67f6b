import Foundation
import TestSupport
import Testing

@Suite struct `Documents` {
  static let documents =
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    + Tree.files(under: ["docs"], endings: [".md"])

  @Test(arguments: documents) func `every link to a file of the project resolves`(
    document: String
  ) throws {
    let folder = Repository.file(document).deletingLastPathComponent()
    for target in Self.linkTargets(in: try Repository.text(of: document)) {
      if target.contains(/^[a-z]+:/) { continue }
      let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let file = parts[0].isEmpty ? Repository.file(document) : folder.appending(path: parts[0])
      #expect(
        FileManager.default.fileExists(atPath: file.path),
        "\(document) links to \"\(target)\", which is not there")
      if parts.count == 2, file.pathExtension == "md" {
        let anchors = Self.anchors(in: try String(contentsOf: file, encoding: .utf8))
        #expect(
          anchors.contains(String(parts[1])), "\(document) links to \"\(target)\": no such heading")
      }
    }
  }

  @Test func `a document that a source mentions exists`() throws {
    let files =
      ["Package.swift", "Makefile"]
      + Tree.files(under: ["Sources", "Tests", "site", ".ci"], endings: [".swift", ".c", ".h"])
    for path in files {
      for match in try Repository.text(of: path).matches(of: /\bdocs\/[\w\/.-]+\.md\b/) {
        #expect(
          FileManager.default.fileExists(atPath: Repository.file(String(match.0)).path),
          "\(path) mentions \(match.0)")
      }
    }
  }

  @Test func `decision records are numbered without a gap and told in three parts`() throws {
    let records = Self.records
    #expect(!records.isEmpty)
    for (number, name) in records.enumerated() {
      let digits = String(format: "%04d", number)
      #expect(name.hasPrefix("\(digits)-"), "\(name) should have the number \(digits)")
      let text = try Repository.text(of: "docs/decisions/\(name)")
      #expect(text.hasPrefix("# \(digits). "), "\(name) does not open with its number")
      for heading in ["Context", "Decision", "Consequences"] {
        #expect(text.contains("\n## \(heading)\n"), "\(name) has no part \"\(heading)\"")
      }
      #expect(text.split(separator: "\n").count <= 60, "\(name) is longer than a page")
    }
  }

  @Test func `the index lists every document`() throws {
    let listed = Set(Self.linkTargets(in: try Repository.text(of: "docs/README.md")))
    for path in Tree.files(under: ["docs"], endings: [".md"]) where path != "docs/README.md" {
      #expect(listed.contains(String(path.dropFirst("docs/".count))), "\(path) is not listed")
    }
  }

  private static let records = Tree.names(in: "docs/decisions")

  /// The targets of links and pictures, those in code left out.
  private static func linkTargets(in text: String) -> [String] {
    let prose = text.replacing(/(?s)```.*?```/, with: "").replacing(/`[^`\n]*`/, with: "")
    return prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
  }

  /// The anchors that a Markdown page's headings get.
  private static func anchors(in text: String) -> Set<String> {
    let headings = text.replacing(/(?s)```.*?```/, with: "").matches(of: /(?m)^#+ +(.+)$/)
    return Set(
      headings.map { heading in
        heading.1.lowercased().replacing(/[^\w\- ]/, with: "").replacing(" ", with: "-")
      })
  }
}
