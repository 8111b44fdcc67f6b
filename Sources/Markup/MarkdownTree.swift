import CMarkGFM

/// A parsed Markdown text: GitHub's flavour with tables, strikethrough and bare links.
///
/// Noncopyable, because it owns cmark's tree; nodes are only lent out by `walk`.
struct MarkdownTree: ~Copyable {
  private let root: OpaquePointer

  /// Parses a text.
  init(parsing text: String) {
    Self.registered
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { fatalError(Self.outOfMemory) }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough", "autolink"] {
      guard let found = cmark_find_syntax_extension(name) else {
        fatalError("libcmark-gfm-extensions has no extension '\(name)'")
      }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        cmark_parser_feed(parser, characters.baseAddress, characters.count)
      }
    }
    guard let document = cmark_parser_finish(parser) else { fatalError(Self.outOfMemory) }
    root = document
  }

  deinit { cmark_node_free(root) }

  private static let outOfMemory = "cmark ran out of memory"

  /// The extensions are registered once for the process, before any thread parses.
  private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

  /// What the walk does after a node has been entered.
  enum Step {
    case goOn
    /// Its content is done with: neither is it visited nor is the node left.
    case skipContent
  }

  /// Visits every node in the order of the text, without recursion.
  borrowing func walk(enter: (MarkdownNode) -> Step, leave: (MarkdownNode) -> Void) {
    guard let iterator = cmark_iter_new(root) else { fatalError(Self.outOfMemory) }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      guard let pointer = cmark_iter_get_node(iterator) else { return }
      let node = MarkdownNode(pointer)
      if event == CMARK_EVENT_EXIT {
        leave(node)
      } else if enter(node) == .skipContent, !node.kind.isLeaf {
        // As if the node had just been left; the next event is what follows it.
        cmark_iter_reset(iterator, pointer, CMARK_EVENT_EXIT)
      }
    }
  }

  /// The level of the highest headings of the text, or 1 if it has none.
  var highestHeading: Int {
    var highest: Int?
    walk(
      enter: { node in
        if node.kind == .heading { highest = min(highest ?? 6, node.headingLevel) }
        return .goOn
      }, leave: { _ in })
    return highest ?? 1
  }
}

/// A node of a Markdown tree, valid while the tree is walked.
struct MarkdownNode {
  /// What a node is; the raw values are cmark's names.
  enum Kind: String {
    case document, paragraph, heading, list, item, text, code, link, image, strikethrough, table
    case blockQuote = "block_quote"
    case codeBlock = "code_block"
    case emphasis = "emph"
    case htmlBlock = "html_block"
    case htmlInline = "html_inline"
    case lineBreak = "linebreak"
    case softBreak = "softbreak"
    case strong
    case tableCell = "table_cell"
    case tableHeader = "table_header"
    case tableRow = "table_row"
    case thematicBreak = "thematic_break"

    /// Says whether nodes of this kind have no content, and so are entered but never left.
    var isLeaf: Bool {
      switch self {
      case .text, .code, .softBreak, .lineBreak, .htmlInline, .htmlBlock, .codeBlock,
        .thematicBreak:
        true
      default: false
      }
    }
  }

  private let pointer: OpaquePointer
  let kind: Kind

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
    let name = cmark_node_get_type_string(pointer).map { String(cString: $0) } ?? ""
    guard let kind = Kind(rawValue: name) else {
      // Only extensions make other kinds, and only those that the parser was given.
      preconditionFailure("cmark made a node of the unknown kind '\(name)'")
    }
    self.kind = kind
  }

  /// The text of a text, code or HTML node.
  var literal: String { Self.string(cmark_node_get_literal(pointer)) }

  /// Where a link or image points to.
  var destination: String { Self.string(cmark_node_get_url(pointer)) }

  /// The title of a link or image.
  var title: String { Self.string(cmark_node_get_title(pointer)) }

  /// What follows the fence of a code block.
  var fenceInfo: String { Self.string(cmark_node_get_fence_info(pointer)) }

  var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }

  /// The number of a list's first item; nil for a list of bullets.
  var orderedListStart: Int? {
    cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
      ? Int(cmark_node_get_list_start(pointer)) : nil
  }

  /// Says whether a paragraph stands in a list without empty lines, where it is no paragraph.
  var isInTightList: Bool {
    guard let item = cmark_node_parent(pointer), let list = cmark_node_parent(item),
      cmark_node_get_type(list) == CMARK_NODE_LIST
    else { return false }
    return cmark_node_get_list_tight(list) != 0
  }

  /// How the columns of a table are aligned: `l`, `c`, `r` or 0.
  var columnAlignments: [UInt8] {
    let count = Int(cmark_gfm_extensions_get_table_columns(pointer))
    guard let alignments = cmark_gfm_extensions_get_table_alignments(pointer) else { return [] }
    return Array(UnsafeBufferPointer(start: alignments, count: count))
  }

  /// The line and byte column, from 1; those of the nearest node around that has some.
  var position: (line: Int, byteColumn: Int) {
    var node: OpaquePointer? = pointer
    while let current = node {
      let line = Int(cmark_node_get_start_line(current))
      if line > 0 { return (line, max(1, Int(cmark_node_get_start_column(current)))) }
      node = cmark_node_parent(current)
    }
    return (1, 1)
  }

  /// All text in the node, without its markup.
  var plainText: String {
    guard let iterator = cmark_iter_new(pointer) else { return "" }
    defer { cmark_iter_free(iterator) }
    var text = ""
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return text }
      guard event == CMARK_EVENT_ENTER, let found = cmark_iter_get_node(iterator) else { continue }
      let node = MarkdownNode(found)
      switch node.kind {
      case .text, .code: text += node.literal
      case .softBreak, .lineBreak: text += " "
      default: break
      }
    }
  }

  private static func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }
}
