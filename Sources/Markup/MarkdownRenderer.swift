package import Diagnostics

/// Turns Markdown into elements of a page.
///
/// Raw HTML is refused with a diagnostic and shown as text; links and code go through callbacks, so
/// that whoever builds the page knows what they mean. One renderer serves one page: it remembers
/// which ids the page has.
package struct MarkdownRenderer {
  /// A link or an image as it was written.
  package struct Link: Equatable, Sendable {
    /// What it is.
    package enum Kind: Sendable {
      case page
      case image
    }

    package var kind: Kind
    /// What stands in the parentheses.
    package var destination: String
  }

  /// A block of code as it was written.
  package struct CodeBlock: Equatable, Sendable {
    /// The first word after the fence; nil for an indented block or a bare fence.
    package var language: String?
    /// All that stands after the fence.
    package var info: String
    /// The code, each line with its newline.
    package var text: String
  }

  /// A heading of the text.
  package struct Heading: Equatable, Sendable {
    /// The level on the page, from 1 to 6.
    package var level: Int
    package var id: AnchorID
    package var text: String
  }

  /// What rendering a text gave besides the elements.
  package struct Outcome: Sendable {
    package var headings: [Heading] = []
    package var diagnostics: [Diagnostic] = []
  }

  /// Says where a link leads; by default to itself, if a page may carry it.
  package var resolveLink: (Link) throws(MarkdownProblem) -> PageURL = Self.checkedLink
  /// Fills the `code` element of a block; by default with the text alone.
  package var writeCode: (CodeBlock, HTMLElement) throws(MarkdownProblem) -> Void = Self.plainCode
  /// The level on the page of a text's highest headings, however many `#` they have.
  ///
  /// Deeper ones follow, down to 6. So a text fits below the headings of its page, whether its author
  /// begins with `#` or with `###`.
  package var firstHeadingLevel: Int
  /// Stands before the id of every heading, so that the texts of one page stay apart.
  package var headingPrefix: AnchorID?
  /// The ids that the page has already.
  package var anchors: AnchorSet

  /// Makes a renderer for a page.
  package init(firstHeadingLevel: Int = 2, anchors: AnchorSet = AnchorSet()) {
    self.firstHeadingLevel = firstHeadingLevel
    self.anchors = anchors
  }

  /// Adds a text to the end of an element.
  package mutating func render(_ source: MarkdownSource, into element: HTMLElement) -> Outcome {
    guard source.text.utf8.count <= Self.textBytesMax else {
      let problem = MarkdownProblem(
        "the text has \(source.text.utf8.count) bytes, more than \(Self.textBytesMax)",
        help: "split it into sections")
      return Outcome(
        diagnostics: [source.diagnostic(problem, line: 1, byteColumn: 1, byteCount: 1)])
    }
    let tree = MarkdownTree(parsing: source.text)
    let walk = MarkdownWalk(
      renderer: self, source: source, target: element, highestHeading: tree.highestHeading)
    tree.walk(enter: walk.enter, leave: walk.leave)
    anchors = walk.anchors
    return walk.outcome
  }

  /// The longest text that is rendered, in bytes.
  package static let textBytesMax = 1_048_576
  /// The deepest nesting of lists, quotes and emphasis.
  package static let depthMax = 64

  private static func checkedLink(_ link: Link) throws(MarkdownProblem) -> PageURL {
    do {
      return try PageURL(checking: link.destination)
    } catch {
      throw MarkdownProblem(error.message)
    }
  }

  private static func plainCode(_ block: CodeBlock, _ code: HTMLElement) { code.text(block.text) }
}
