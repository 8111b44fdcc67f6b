/// Writes a tree as HTML, following the serialisation algorithm of the HTML standard.
///
/// Without recursion, so the depth of a document cannot exhaust the stack.
struct HTMLSerializer {
  private let items: [MarkupNodes.Item]
  private let attributes: [MarkupNodes.Attribute]
  private let bytes: [UInt8]
  private var output: [UInt8] = []

  private init(_ nodes: MarkupNodes) {
    items = nodes.items
    attributes = nodes.attributes
    bytes = nodes.bytes
  }

  /// A whole document from its root element.
  static func document(_ root: MarkupTree.Node, of tree: MarkupTree) -> [UInt8] {
    var serializer = HTMLSerializer(tree.nodes)
    // Tags take some three times the bytes of a short text; a guess that is too low costs a copy.
    serializer.output.reserveCapacity(serializer.bytes.count + 48 * serializer.items.count)
    serializer.append("<!DOCTYPE html>\n")
    serializer.write(root.index)
    serializer.append("\n")
    return serializer.output
  }

  /// What stands inside an element.
  static func content(of node: MarkupTree.Node, of tree: MarkupTree) -> String {
    var serializer = HTMLSerializer(tree.nodes)
    var child = serializer.items[node.index].firstChild
    while let current = child {
      serializer.write(current)
      child = serializer.items[current].next
    }
    return String(decoding: serializer.output, as: UTF8.self)
  }

  /// Writes an element with all that is in it, or a text.
  private mutating func write(_ top: Int) {
    var place = top
    while true {
      switch items[place].content {
      case .text(let range): append(range)
      case .element(let name):
        writeStartTag(name, of: place)
        if let child = items[place].firstChild {
          if needsNewline(before: child, in: name) { append("\n") }
          place = child
          continue
        }
        writeEndTag(name, of: place)
      }
      // Up through every parent whose last child this was, then on to the next sibling.
      while place != top, items[place].next == nil, let parent = items[place].parent {
        place = parent
        if case .element(let name) = items[place].content { writeEndTag(name, of: place) }
      }
      guard place != top, let next = items[place].next else { return }
      place = next
    }
  }

  private mutating func writeStartTag(_ name: String, of place: Int) {
    append("<")
    append(name)
    var attribute = items[place].firstAttribute
    while let index = attribute {
      let current = attributes[index]
      append(" ")
      append(current.name)
      if !current.value.isEmpty {
        append("=\"")
        append(current.value)
        append("\"")
      } else if !Self.flagNames.contains(current.name) {
        append("=\"\"")
      }
      attribute = current.next
    }
    append(">")
  }

  private mutating func writeEndTag(_ name: String, of place: Int) {
    // Void elements have no children, and most elements have some: names are compared seldom.
    // An element in a namespace is a drawing's; only HTML's own have void names.
    if items[place].firstChild == nil, !items[place].isDrawing, Self.voidNames.contains(name) {
      return
    }
    append("</")
    append(name)
    append(">")
  }

  // MARK: Rules of HTML

  private static let voidNames =
    Set(HTMLTag.allCases.filter(\.isVoid).map(\.rawValue)).union(["meta", "link"])

  /// Empty attributes that HTML writes as their bare name.
  private static let flagNames: Set<String> = [
    "autofocus", "checked", "defer", "disabled", "hidden", "inert", "multiple", "open", "readonly",
    "required", "reversed", "selected",
  ]

  /// A parser drops a newline right after these start tags, so one more is written.
  private func needsNewline(before child: Int, in name: String) -> Bool {
    guard case .text(let range) = items[child].content,
      bytes[range.lowerBound] == UInt8(ascii: "\n")
    else { return false }
    return name == "pre" || name == "textarea"
  }

  // MARK: Bytes

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { output += $0 }
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { output += $0 }
  }

  private mutating func append(_ range: Range<Int>) { output += bytes[range] }
}
