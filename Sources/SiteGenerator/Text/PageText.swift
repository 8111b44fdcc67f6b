import Courseware
import Diagnostics
import Markup

/// Renders the Markdown of one page: links into the course are resolved, code is coloured, and what
/// is wrong is told at its place in the author's file.
struct PageText {
  private var renderer: MarkdownRenderer
  private(set) var diagnostics = DiagnosticList()

  /// Makes a renderer for a page.
  ///
  /// - Parameters:
  ///   - page: The page that the text stands on.
  ///   - map: The pages that it may link to.
  ///   - anchors: The ids that the page has already.
  init(page: PageAddress, map: SiteMap, anchors: [AnchorID]) {
    var taken = AnchorSet()
    for anchor in anchors { _ = taken.take(anchor) }
    renderer = MarkdownRenderer(firstHeadingLevel: 3, anchors: taken)
    renderer.resolveLink = { link throws(MarkdownProblem) in
      try CourseLinks(page: page, map: map).resolve(link)
    }
    renderer.writeCode = { block, element throws(MarkdownProblem) in
      try Self.write(block, into: element)
    }
  }

  /// The text as markup.
  ///
  /// - Parameters:
  ///   - text: The Markdown.
  ///   - prefix: Stands before the ids of the text's headings.
  /// - Returns: The elements of the text.
  mutating func html(_ text: SourceText, under prefix: AnchorID? = nil) -> String {
    renderer.headingPrefix = prefix
    let fragment = HTMLFragment()
    // Places are counted within the text and then looked up in the file: a YAML text may be folded.
    let source = MarkdownSource(
      HeadingLevels.raised(text.string),
      at: SourceLocation(path: text.start.file.path, line: 1, column: 1))
    let outcome = renderer.render(source, into: fragment.root)
    for diagnostic in outcome.diagnostics {
      let position = diagnostic.location?.position
      let span = text.span(
        line: position?.line ?? 1, column: position?.column ?? 1, length: diagnostic.length)
      diagnostics.append(
        span.diagnostic(
          diagnostic.message, severity: diagnostic.severity, help: diagnostic.help))
    }
    return fragment.html
  }

  private static func write(
    _ block: MarkdownRenderer.CodeBlock, into element: HTMLElement
  ) throws(MarkdownProblem) {
    guard let name = block.language else {
      element.text(block.text)
      return
    }
    guard let language = CodeLanguage(fence: name) else {
      element.text(block.text)
      throw MarkdownProblem(
        "unknown language \(quoted(name)): the code is not coloured", severity: .warning,
        help: suggestion(for: name, in: CodeLanguage.fenceNames, listedAs: "languages"))
    }
    Highlighter.write(block.text, in: language, into: element)
  }
}
