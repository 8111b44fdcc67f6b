import CXML2

/// Writes a tree as HTML, following the serialisation algorithm of the HTML standard.
///
/// libxml2's own writer is not used, because it writes HTML 4: it knows no `wbr` and no `source`,
/// rewrites URLs and adds a meta tag. This one walks the same tree without recursion, so the depth
/// of a document cannot exhaust the stack.
enum HTMLSerializer {
  private typealias Node = MarkupTree.Node

  /// A whole document from its root element.
  static func document(_ root: MarkupTree.Node) -> [UInt8] {
    var output = Array("<!DOCTYPE html>\n".utf8)
    output.reserveCapacity(16_384)
    writeElement(root, to: &output)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  /// What stands inside an element.
  static func content(of node: MarkupTree.Node) -> String {
    var output: [UInt8] = []
    var child = node.pointee.children
    while let current = child {
      write(current, to: &output)
      child = current.pointee.next
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func write(_ node: Node, to output: inout [UInt8]) {
    if node.pointee.type == XML_ELEMENT_NODE {
      writeElement(node, to: &output)
    } else {
      writeText(node, to: &output)
    }
  }

  /// Writes an element with all that is in it.
  private static func writeElement(_ top: Node, to output: inout [UInt8]) {
    var node = top
    while true {
      if node.pointee.type == XML_ELEMENT_NODE {
        writeStartTag(node, to: &output)
        if let child = node.pointee.children {
          if needsNewline(before: child, in: node) { output.append(UInt8(ascii: "\n")) }
          node = child
          continue
        }
        writeEndTag(node, to: &output)
      } else {
        writeText(node, to: &output)
      }
      // Up through every parent whose last child this was, then on to the next sibling.
      while node != top, node.pointee.next == nil, let parent = node.pointee.parent {
        node = parent
        writeEndTag(node, to: &output)
      }
      if node == top { return }
      guard let next = node.pointee.next else { return }
      node = next
    }
  }

  private static func writeStartTag(_ node: Node, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "<"))
    append(node.pointee.name, to: &output)
    var attribute = node.pointee.properties
    while let current = attribute {
      output.append(UInt8(ascii: " "))
      append(current.pointee.name, to: &output)
      if let value = current.pointee.children?.pointee.content, value.pointee != 0 {
        output += Array("=\"".utf8)
        appendEscaped(value, in: .attribute, to: &output)
        output.append(UInt8(ascii: "\""))
      } else if !mayStandBare(current.pointee.name) {
        output += Array("=\"\"".utf8)
      }
      attribute = current.pointee.next
    }
    output.append(UInt8(ascii: ">"))
  }

  private static func writeEndTag(_ node: Node, to output: inout [UInt8]) {
    // An element in a namespace is a drawing's; only HTML's own have void names.
    if node.pointee.ns == nil, isVoid(node) { return }
    output += Array("</".utf8)
    append(node.pointee.name, to: &output)
    output.append(UInt8(ascii: ">"))
  }

  private static func writeText(_ node: Node, to output: inout [UInt8]) {
    guard let content = node.pointee.content else { return }
    appendEscaped(content, in: .text, to: &output)
  }

  // MARK: Rules of HTML

  private static let voidNames =
    Set(HTMLTag.allCases.filter(\.isVoid).map(\.rawValue)).union(["meta", "link"])

  private static func isVoid(_ node: Node) -> Bool {
    // Void elements have no children, and most elements have some: names are compared seldom.
    guard node.pointee.children == nil, let name = node.pointee.name else { return false }
    return voidNames.contains(String(cString: name))
  }

  /// Empty attributes that HTML writes as their bare name.
  private static let flagNames: Set<String> = [
    "autofocus", "checked", "defer", "disabled", "hidden", "inert", "multiple", "open", "readonly",
    "required", "reversed", "selected",
  ]

  private static func mayStandBare(_ name: UnsafePointer<xmlChar>?) -> Bool {
    name.map { flagNames.contains(String(cString: $0)) } ?? false
  }

  /// A parser drops a newline right after these start tags, so one more is written.
  private static func needsNewline(before child: Node, in node: Node) -> Bool {
    guard child.pointee.type != XML_ELEMENT_NODE,
      child.pointee.content?.pointee == UInt8(ascii: "\n"), let name = node.pointee.name
    else { return false }
    return ["pre", "textarea"].contains(String(cString: name))
  }

  // MARK: Escaping

  private enum Context {
    case text
    case attribute
  }

  private static func append(_ text: UnsafePointer<xmlChar>?, to output: inout [UInt8]) {
    guard let text else { return }
    output += UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
  }

  /// Appends text with every character escaped that could end it.
  ///
  /// `<` and `>` are escaped in attributes too: no HTML parser needs it, careless tools do.
  private static func appendEscaped(
    _ text: UnsafePointer<xmlChar>, in context: Context, to output: inout [UInt8]
  ) {
    let bytes = UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))
    var start = 0
    for (index, byte) in bytes.enumerated() {
      let escape: StaticString
      switch byte {
      case UInt8(ascii: "&"): escape = "&amp;"
      case UInt8(ascii: "<"): escape = "&lt;"
      case UInt8(ascii: ">"): escape = "&gt;"
      case UInt8(ascii: "\"") where context == .attribute: escape = "&quot;"
      default: continue
      }
      output += UnsafeBufferPointer(rebasing: bytes[start..<index])
      escape.withUTF8Buffer { output += $0 }
      start = index + 1
    }
    output += UnsafeBufferPointer(rebasing: bytes[start...])
  }
}
