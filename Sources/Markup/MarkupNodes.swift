/// The elements, attributes and texts of a tree.
///
/// All stands in three arrays: the report of a large class is ten thousand pages of thousands of nodes,
/// and a block of memory for every node, name and value took most of its time.
struct MarkupNodes {
  typealias Node = MarkupTree.Node

  /// An element or a text.
  struct Item {
    /// What an item is.
    enum Content {
      case element(name: String)
      /// Bytes of `bytes`, escaped already.
      case text(Range<Int>)
    }

    let content: Content
    /// Whether it is a drawing's: in SVG's namespace, not in HTML's.
    var isDrawing: Bool
    let parent: Int?
    var firstChild: Int?
    var lastChild: Int?
    var next: Int?
    var firstAttribute: Int?
    var lastAttribute: Int?
  }

  /// An attribute, in the list of its element's.
  struct Attribute {
    let name: String
    /// Bytes of `bytes`, escaped already.
    var value: Range<Int>
    var next: Int?
  }

  private(set) var items: [Item] = []
  private(set) var attributes: [Attribute] = []
  private(set) var bytes: [UInt8] = []

  /// Makes the element that everything else stands in.
  mutating func makeRoot(_ name: String) -> Node {
    items.append(Item(content: .element(name: name), isDrawing: false, parent: nil))
    return Node(index: items.count - 1)
  }

  /// Adds an element at the end of a parent; it has the parent's namespace.
  mutating func add(_ name: String, to parent: Node) -> Node {
    append(.element(name: name), to: parent)
  }

  /// Puts an element and what will be added to it into a drawing's namespace.
  mutating func makeDrawing(_ node: Node) { items[node.index].isDrawing = true }

  /// Adds text at the end of a parent, sanitised; whatever it says, it is text.
  mutating func addText(_ text: String, to parent: Node) {
    let range = append(text, in: .text)
    if !range.isEmpty { _ = append(.text(range), to: parent) }
  }

  /// Sets an attribute, sanitised; an earlier value is replaced.
  mutating func set(_ name: String, _ value: String, on node: Node) {
    let range = append(value, in: .attribute)
    var place = items[node.index].firstAttribute
    while let index = place {
      if attributes[index].name == name {
        attributes[index].value = range
        return
      }
      place = attributes[index].next
    }
    let index = attributes.count
    attributes.append(Attribute(name: name, value: range))
    if let last = items[node.index].lastAttribute {
      attributes[last].next = index
    } else {
      items[node.index].firstAttribute = index
    }
    items[node.index].lastAttribute = index
  }

  private mutating func append(_ content: Item.Content, to parent: Node) -> Node {
    let index = items.count
    items.append(
      Item(content: content, isDrawing: items[parent.index].isDrawing, parent: parent.index))
    if let last = items[parent.index].lastChild {
      items[last].next = index
    } else {
      items[parent.index].firstChild = index
    }
    items[parent.index].lastChild = index
    return Node(index: index)
  }

  // MARK: Escaping

  private enum Context {
    case text
    case attribute
  }

  private mutating func append(_ text: String, in context: Context) -> Range<Int> {
    let first = bytes.count
    Self.append(PlainText.sanitised(text), in: context, to: &bytes)
    return first..<bytes.count
  }

  /// Appends text with every character escaped that could end it.
  ///
  /// `<` and `>` are escaped in attributes too: no HTML parser needs it, careless tools do.
  private static func append(_ text: String, in context: Context, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      var index = 0
      while index < bytes.count {
        if bytes.count - index >= ByteBlock.count {
          let block = ByteBlock(bytes, at: index)
          if block.isPrintable, !block.hasMarkup, !block.has(UInt8(ascii: "\"")) {
            index += ByteBlock.count
            continue
          }
        }
        defer { index += 1 }
        let escape: StaticString
        switch bytes[index] {
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
}
