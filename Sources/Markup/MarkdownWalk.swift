import Diagnostics

/// One pass over a Markdown tree, which builds elements as it goes.
///
/// A class, because the two callbacks of the walk share and change its state.
final class MarkdownWalk {
  private let renderer: MarkdownRenderer
  private let source: MarkdownSource
  private let highestHeading: Int
  private(set) var anchors: AnchorSet
  private(set) var outcome = MarkdownRenderer.Outcome()

  /// The element that each open node adds to, from the outside in; never empty.
  private var open: [HTMLElement]
  /// The tables around the current node.
  private var tables: [Table] = []
  /// The names of HTML elements that were refused, so that their end tags are not refused again.
  private var refusedNames: Set<String> = []
  private var isTooDeep = false

  private struct Table {
    let element: HTMLElement
    let alignments: [UInt8]
    var body: HTMLElement?
    var column = 0
    var isInHeader = false
  }

  init(
    renderer: MarkdownRenderer, source: MarkdownSource, target: HTMLElement, highestHeading: Int
  ) {
    self.renderer = renderer
    self.source = source
    self.highestHeading = highestHeading
    anchors = renderer.anchors
    open = [target]
  }

  private var current: HTMLElement { open[open.count - 1] }

  // MARK: Walking

  func enter(_ node: MarkdownNode) -> MarkdownTree.Step {
    if !node.kind.isLeaf, open.count > MarkdownRenderer.depthMax {
      if !isTooDeep {
        isTooDeep = true
        report(
          MarkdownProblem("the text is nested deeper than \(MarkdownRenderer.depthMax) levels"),
          at: node, byteCount: 1)
      }
      return .skipContent
    }
    switch node.kind {
    case .document: open.append(current)
    case .paragraph: open.append(node.isInTightList ? current : current.add(.p))
    case .heading: open.append(heading(node))
    case .blockQuote: open.append(current.add(.blockquote))
    case .list: open.append(list(node))
    case .item: open.append(current.add(.li))
    case .emphasis: open.append(current.add(.em))
    case .strong: open.append(current.add(.strong))
    case .strikethrough: open.append(current.add(.del))
    case .link: open.append(link(node))
    case .table, .tableHeader, .tableRow, .tableCell: enterTablePart(node)
    case .image:
      writeImage(node)
      return .skipContent
    case .text: current.text(node.literal)
    case .code: current.add(.code, text: node.literal)
    case .softBreak: current.text("\n")
    case .lineBreak: current.add(.br)
    case .thematicBreak: current.add(.hr)
    case .codeBlock: writeCodeBlock(node)
    case .htmlBlock, .htmlInline: refuseHTML(node)
    }
    return .goOn
  }

  func leave(_ node: MarkdownNode) {
    open.removeLast()
    switch node.kind {
    case .table: tables.removeLast()
    case .tableHeader: tables[tables.count - 1].isInHeader = false
    case .tableCell: tables[tables.count - 1].column += 1
    default: break
    }
  }

  private func report(_ problem: MarkdownProblem, at node: MarkdownNode, byteCount: Int) {
    let (line, byteColumn) = node.position
    outcome.diagnostics.append(
      source.diagnostic(problem, line: line, byteColumn: byteColumn, byteCount: byteCount))
  }

  // MARK: Blocks

  private func heading(_ node: MarkdownNode) -> HTMLElement {
    let text = node.plainText
    let level = min(6, node.headingLevel - highestHeading + renderer.firstHeadingLevel)
    let before = outcome.headings.last?.level ?? renderer.firstHeadingLevel - 1
    if level > before + 1 {
      report(
        MarkdownProblem(
          "the heading skips a level", severity: .warning,
          help: "write one '#' more than the heading above it has, or fewer"),
        at: node, byteCount: node.headingLevel)
    }
    var id = AnchorID(slugging: text)
    if let prefix = renderer.headingPrefix { id = id.prefixed(by: prefix) }
    id = anchors.unique(id)
    outcome.headings.append(.init(level: level, id: id, text: text))
    let tags: [HTMLTag] = [.h1, .h2, .h3, .h4, .h5, .h6]
    return current.add(tags[max(1, level) - 1]).set(.id, id)
  }

  private func list(_ node: MarkdownNode) -> HTMLElement {
    guard let start = node.orderedListStart else { return current.add(.ul) }
    let list = current.add(.ol)
    return start == 1 ? list : list.set(.start, start)
  }

  private func writeCodeBlock(_ node: MarkdownNode) {
    let info = node.fenceInfo
    let language = info.split(separator: " ", maxSplits: 1).first.map(String.init)
    let block = MarkdownRenderer.CodeBlock(language: language, info: info, text: node.literal)
    // Long lines scroll, and what scrolls must be reachable from the keyboard.
    let code = current.add(.pre).set(.tabindex, 0).add(.code)
    do {
      try renderer.writeCode(block, code)
    } catch {
      report(error, at: node, byteCount: 3 + info.utf8.count)
    }
  }

  private func refuseHTML(_ node: MarkdownNode) {
    let literal = node.literal
    current.add(.code, text: literal)
    let name = literal.drop { "</".contains($0) }.prefix { $0.isLetter || $0.isNumber }
    if literal.hasPrefix("</"), refusedNames.contains(name.lowercased()) { return }
    refusedNames.insert(name.lowercased())
    let firstLine = literal.utf8.prefix { $0 != UInt8(ascii: "\n") }
    report(
      MarkdownProblem(
        "raw HTML is not allowed in Markdown",
        help: "write it as Markdown, or between backquotes to show it as text"),
      at: node, byteCount: firstLine.count)
  }

  // MARK: Inline

  private func link(_ node: MarkdownNode) -> HTMLElement {
    guard let url = resolve(node, .page) else { return current }
    let link = current.add(.a).set(.href, url)
    return node.title.isEmpty ? link : link.set(.title, node.title)
  }

  private func writeImage(_ node: MarkdownNode) {
    let alternative = node.plainText
    if alternative.isEmpty {
      report(
        MarkdownProblem(
          "the image has no description",
          help: "say between the brackets what it shows, for those who cannot see it"),
        at: node, byteCount: 2)
    }
    guard let url = resolve(node, .image) else {
      current.text(alternative)
      return
    }
    let image = current.add(.img).set(.src, url).set(.alt, alternative)
    if !node.title.isEmpty { image.set(.title, node.title) }
  }

  private func resolve(_ node: MarkdownNode, _ kind: MarkdownRenderer.Link.Kind) -> PageURL? {
    do {
      return try renderer.resolveLink(.init(kind: kind, destination: node.destination))
    } catch {
      report(error, at: node, byteCount: 1)
      return nil
    }
  }

  // MARK: Tables

  private func enterTablePart(_ node: MarkdownNode) {
    switch node.kind {
    case .table:
      // A wide table scrolls in a box of its own, which the keyboard can reach.
      let box = current.add(.div, "table-scroll").set(.tabindex, 0)
      let table = box.set(.role, "group").set(.ariaLabel, "Table").add(.table)
      tables.append(Table(element: table, alignments: node.columnAlignments))
      open.append(table)
    case .tableHeader:
      tables[tables.count - 1].isInHeader = true
      tables[tables.count - 1].column = 0
      open.append(current.add(.thead).add(.tr))
    case .tableRow:
      let table = tables[tables.count - 1]
      let body = table.body ?? table.element.add(.tbody)
      tables[tables.count - 1].body = body
      tables[tables.count - 1].column = 0
      open.append(body.add(.tr))
    default:
      let table = tables[tables.count - 1]
      // The corner above a column of names is empty, and then heads nothing.
      let isHeading = table.isInHeader && !node.plainText.isEmpty
      let cell = isHeading ? current.add(.th).set(.scope, "col") : current.add(.td)
      if table.alignments.indices.contains(table.column) {
        switch table.alignments[table.column] {
        case UInt8(ascii: "c"): cell.classes(["align-center"])
        case UInt8(ascii: "r"): cell.classes(["align-right"])
        default: break
        }
      }
      open.append(cell)
    }
  }
}
