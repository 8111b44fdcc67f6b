import Foundation
import LinuxABI
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The picture of the README` {
  /// What `pthread_create` asks of clone.
  static let pthread: CloneFlags = [
    .vm, .fs, .files, .sighand, .thread, .sysvSem, .setTLS, .parentSetTID, .childClearTID,
  ]

  /// The space around the drawing, in its units.
  private static let margin = 16.0

  @Test func `is what the kernel says of a pthread`() throws {
    let picture = try drawn()
    #expect(XMLInspection.problems(inXML: Array(picture.utf8)) == [])
    try expectRecording(of: picture, at: "docs/images/sharing.svg")
  }

  /// The drawing as a file of its own, with the colours of the course site.
  private func drawn() throws -> String {
    let trial = CloneTrial(flags: Self.pthread, exitSignal: 0)
    let matrix = try #require(trial.matrix)
    let words = try FixtureCourse.words()
    let html = HTMLFragment { matrix.draw(into: $0, title: "a pthread", words: words) }.html
    let start = try #require(html.firstRange(of: "<svg ")).lowerBound
    let end = try #require(html.firstRange(of: "</svg>")).upperBound
    let root = try #require(ParsedPage(html: Array(html.utf8)).elements(named: "svg").first)
    let width = try #require(root.attributes["width"].flatMap(Double.init))
    let height = try #require(root.attributes["height"].flatMap(Double.init))
    let box = (width: Int(width + 2 * Self.margin), height: Int(height + 2 * Self.margin))
    let theme = try ["1-palette", "7-figures"].map { try Repository.text(of: "site/css/\($0).css") }
    let style = theme.joined(separator: "\n").replacing(/\/\*[^*]*\*\//, with: "")
      .replacing(/\n\n+/, with: "\n")
    // A theme's drawing fills its place; this one has a place of its own, and its own ground, since
    // the page around it may be dark where the reader's system is light.
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(box.width * 3 / 2)" \
      height="\(box.height * 3 / 2)" \
      viewBox="\(Int(-Self.margin)) \(Int(-Self.margin)) \(box.width) \(box.height)">
      <style>\(style)
      .sharing { width: \(Int(width))px; height: \(Int(height))px; }
      .ground { fill: var(--cloth); stroke: var(--seam); }
      </style>
      <rect class="ground" x="\(Int(-Self.margin) + 1)" y="\(Int(-Self.margin) + 1)" \
      width="\(box.width - 2)" height="\(box.height - 2)" rx="8"/>
      \(html[start..<end])
      </svg>

      """
  }
}
