import Diagnostics

/// Builds the tree of the one document of a file from libyaml's events.
///
/// What libyaml lets pass is refused here by name: duplicate keys, keys that aren't text, merge
/// keys, tags, several documents, anchors defined twice. Each is reported and passed over, so that
/// one run shows them all; a syntax error or a limit ends the run.
struct YAMLComposer {
  /// A list or mapping that isn't complete yet.
  private struct Frame {
    enum Kind {
      case sequence([YAMLNode])
      case mapping([YAMLNode.Entry], seen: [String: SourceSpan], pending: YAMLNode?)
    }

    var kind: Kind
    let span: SourceSpan
    let anchor: String?
    var nodeCount = 1
  }

  /// What an anchor stands for.
  private struct Anchor {
    let span: SourceSpan
    /// Nil while the node is still being read: an alias to it would contain itself.
    var node: YAMLNode?
    var isUsed = false
  }

  private let context: ReadingContext
  private var frames: [Frame] = []
  private var anchors: [String: Anchor] = [:]
  private var root: YAMLNode?
  private var documentCount = 0
  /// The nodes so far, every alias counted as all that it stands for.
  private var expandedNodes = 0

  private init(context: ReadingContext) {
    self.context = context
  }

  /// Reads the file of a context.
  ///
  /// - Parameter context: The file; gets what is wrong with it.
  /// - Returns: The root, or nil when the file is empty or broken as YAML.
  static func compose(in context: ReadingContext) -> YAMLNode? {
    guard refuseUnprintable(in: context) else { return nil }
    var composer = YAMLComposer(context: context)
    let isComplete = context.file.bytes.withUnsafeBufferPointer { bytes in
      composer.readEvents(YAMLParser(bytes))
    }
    guard isComplete else { return nil }
    composer.warnOfUnusedAnchors()
    guard let root = composer.root, !root.isNull else {
      context.report(
        Diagnostic(
          location: SourceLocation(path: context.file.path), message: "the file is empty"))
      return nil
    }
    return root
  }

  /// Why reading stopped before the end; it was reported.
  private struct Stop: Error {}

  private mutating func readEvents(_ parser: consuming YAMLParser) -> Bool {
    while true {
      let placed: PlacedYAMLEvent
      do throws(YAMLSyntaxError) {
        placed = try parser.next()
      } catch {
        context.report(diagnostic(of: error, in: context.file))
        return false
      }
      if case .streamEnd = placed.event { return true }
      do throws(Stop) {
        try take(placed)
      } catch {
        return false
      }
    }
  }

  private mutating func take(_ placed: PlacedYAMLEvent) throws(Stop) {
    let span = span(of: placed)
    switch placed.event {
    case .streamStart, .streamEnd, .documentEnd: break
    case .documentStart:
      documentCount += 1
      if documentCount > 1 {
        context.error(
          "a file holds one document", at: span,
          help: "put the second document into a file of its own")
        throw Stop()
      }
    case .alias(let name): try add(resolve(name, at: span))
    case .scalar(let text, let style, let anchor, let tag):
      refuse(tag: tag, at: span)
      open(anchor: anchor, at: span)
      let node = YAMLNode(content: .scalar(text, style), span: span, nodeCount: 1)
      if let anchor { anchors[anchor]?.node = node }
      try add(node)
    case .sequenceStart(let anchor, let tag):
      try push(.sequence([]), at: span, anchor: anchor, tag: tag)
    case .mappingStart(let anchor, let tag):
      try push(.mapping([], seen: [:], pending: nil), at: span, anchor: anchor, tag: tag)
    case .sequenceEnd, .mappingEnd: try pop()
    }
  }

  // MARK: Lists and mappings

  private mutating func push(
    _ kind: Frame.Kind, at span: SourceSpan, anchor: String?, tag: String?
  ) throws(Stop) {
    refuse(tag: tag, at: span)
    open(anchor: anchor, at: span)
    guard frames.count < CoursewareLimits.nestingDepthMax else {
      context.error(
        "lists and mappings nest deeper than \(CoursewareLimits.nestingDepthMax) levels", at: span)
      throw Stop()
    }
    frames.append(Frame(kind: kind, span: span, anchor: anchor))
  }

  private mutating func pop() throws(Stop) {
    guard let frame = frames.popLast() else { return }
    let content: YAMLNode.Content =
      switch frame.kind {
      case .sequence(let elements): .sequence(elements)
      case .mapping(let entries, _, _): .mapping(entries)
      }
    let node = YAMLNode(content: content, span: frame.span, nodeCount: frame.nodeCount)
    if let anchor = frame.anchor { anchors[anchor]?.node = node }
    // Its elements were counted one by one as they came.
    expandedNodes -= node.nodeCount - 1
    try add(node)
  }

  /// Puts a complete node where it belongs: the list or mapping around it, or the root.
  private mutating func add(_ node: YAMLNode) throws(Stop) {
    expandedNodes += node.nodeCount
    guard expandedNodes <= CoursewareLimits.expandedNodesMax else {
      context.error(
        "the file stands for more than \(CoursewareLimits.expandedNodesMax) nodes", at: node.span,
        help: "aliases count as the whole of what they stand for")
      throw Stop()
    }
    guard let last = frames.indices.last else {
      root = node
      return
    }
    frames[last].nodeCount += node.nodeCount
    switch frames[last].kind {
    case .sequence(var elements):
      // Emptied first, so that appending does not copy the elements.
      frames[last].kind = .sequence([])
      elements.append(node)
      frames[last].kind = .sequence(elements)
    case .mapping(var entries, var seen, let pending):
      frames[last].kind = .sequence([])
      if let key = pending {
        take(YAMLNode.Entry(key: key, value: node), into: &entries, seen: &seen)
        frames[last].kind = .mapping(entries, seen: seen, pending: nil)
      } else {
        frames[last].kind = .mapping(entries, seen: seen, pending: node)
      }
    }
  }

  /// Adds an entry to a mapping, unless its key is no key or was there before.
  private func take(
    _ entry: YAMLNode.Entry, into entries: inout [YAMLNode.Entry],
    seen: inout [String: SourceSpan]
  ) {
    guard case .scalar(let name, let style) = entry.key.content else {
      if !entry.key.isInvalid {
        context.error("a key must be text, not \(entry.key.kindName)", at: entry.key.span)
      }
      return
    }
    if style == .plain, name == "<<" {
      context.error(
        "merge keys (\"<<\") are not part of the format", at: entry.key.span,
        help: "write the fields out, or give each field its own alias")
      return
    }
    if let first = seen[name] {
      context.error(
        "duplicate key \(quoted(name))", at: entry.key.span,
        help: "the first one is in line \(first.line)")
      return
    }
    seen[name] = entry.key.span
    entries.append(entry)
  }

  // MARK: Anchors, aliases and tags

  private mutating func open(anchor: String?, at node: SourceSpan) {
    guard let anchor else { return }
    // A node starts with its anchor; libyaml has no place of the anchor alone.
    let span = node.file.span(
      line: node.line, column: node.column, length: anchor.unicodeScalars.count + 1)
    if let first = anchors[anchor] {
      context.error(
        "anchor \(quoted("&" + anchor)) is defined twice", at: span,
        help: "the first one is in line \(first.span.line)")
    }
    anchors[anchor] = Anchor(span: span)
  }

  /// What an alias stands for.
  private mutating func resolve(_ name: String, at span: SourceSpan) -> YAMLNode {
    let invalid = YAMLNode(content: .invalid, span: span, nodeCount: 1)
    guard let anchor = anchors[name] else {
      context.error(
        "alias \(quoted("*" + name)) has no anchor before it", at: span,
        help: nearest(to: name, in: anchors.keys.sorted()).map {
          "did you mean \(quoted("*" + $0))?"
        } ?? "define it before with \(quoted("&" + name)), or quote the text")
      return invalid
    }
    anchors[name]?.isUsed = true
    guard let node = anchor.node else {
      context.error(
        "alias \(quoted("*" + name)) stands inside its own anchor", at: span,
        help: "the anchor is in line \(anchor.span.line)")
      return invalid
    }
    return node
  }

  private func warnOfUnusedAnchors() {
    for (name, anchor) in anchors where !anchor.isUsed {
      context.warning(
        "anchor \(quoted("&" + name)) is never used", at: anchor.span,
        help: "remove it, or quote the text if it was meant as text")
    }
  }

  private func refuse(tag: String?, at span: SourceSpan) {
    guard let tag else { return }
    // libyaml spells tags out.
    let core = "tag:yaml.org,2002:"
    let written = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
    context.error(
      "tag \(quoted(written)) is not part of the format", at: span,
      help: "the field decides the type; put text into quotes")
  }

  // MARK: Places

  /// The part of the first line that an event takes.
  private func span(of placed: PlacedYAMLEvent) -> SourceSpan {
    let start = placed.start
    let end = placed.end
    let length: Int
    switch placed.event {
    case .scalar(_, .literal, _, _), .scalar(_, .folded, _, _): length = 1
    case .scalar, .alias:
      // The end of the line is looked for only when it is needed: lines can be long.
      let lineEnd =
        start.line == end.line
        ? end.column : context.file.line(start.line + 1)?.unicodeScalars.count ?? 0
      length = lineEnd - start.column
    default: length = 1
    }
    return context.file.span(line: start.line + 1, column: start.column + 1, length: length)
  }
}
