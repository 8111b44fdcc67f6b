import CXML2

/// The owner of one libxml2 document and of every node that was made for it.
///
/// A class, because elements are handed about as values that must keep their tree alive: each holds a
/// strong reference, no node is freed before its tree, and so no element can dangle. Nodes are only
/// ever added below a node of the same tree.
final class MarkupTree {
  typealias Node = UnsafeMutablePointer<xmlNode>

  /// The document; owned here and freed with this object.
  private let document: UnsafeMutablePointer<xmlDoc>

  init() {
    LibXML.start()
    document = LibXML.unwrap(xmlNewDoc("1.0"))
  }

  deinit { xmlFreeDoc(document) }

  /// Makes the element that everything else stands in.
  func makeRoot(_ name: String) -> Node {
    let node = LibXML.unwrap(xmlNewDocNode(document, nil, name, nil))
    xmlDocSetRootElement(document, node)
    return node
  }

  /// Adds an element at the end of a parent; it has the parent's namespace.
  func add(_ name: String, to parent: Node) -> Node {
    let node = LibXML.unwrap(xmlNewDocNode(document, parent.pointee.ns, name, nil))
    // Adding an element never merges or frees it: only text nodes merge.
    return LibXML.unwrap(xmlAddChild(parent, node))
  }

  /// Puts an element and what will be added to it into a namespace.
  func declareNamespace(_ uri: String, on node: Node) {
    node.pointee.ns = LibXML.unwrap(xmlNewNs(node, uri, nil))
  }

  /// Adds text at the end of a parent, sanitised; whatever it says, it is one text node.
  func addText(_ text: String, to parent: Node) {
    var text = PlainText.sanitised(text)
    if text.isEmpty { return }
    let node = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: xmlChar.self) { characters in
        // Lengths are those of strings in memory; a text of over 2 GiB is a fault of the caller.
        xmlNewDocTextLen(document, characters.baseAddress, Int32(characters.count))
      }
    }
    // A text after a text is merged into it, and the new node is freed: neither is touched again.
    _ = LibXML.unwrap(xmlAddChild(parent, LibXML.unwrap(node)))
  }

  /// Sets an attribute, sanitised; an earlier value is replaced.
  func set(_ name: String, _ value: String, on node: Node) {
    // The value is stored as it is (not parsed for entities) and holds no NUL once sanitised.
    _ = LibXML.unwrap(xmlSetProp(node, name, PlainText.sanitised(value)))
  }
}

/// What is global in libxml2.
enum LibXML {
  /// Starts the library once, before any thread uses it.
  static func start() { started }

  private static let started: Void = {
    xmlInitParser()
    // Errors are read where a call is made; nothing is printed.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
  }()

  /// The pointer that an allocating call gave; nil means that memory ran out.
  static func unwrap<Pointee>(
    _ pointer: UnsafeMutablePointer<Pointee>?
  ) -> UnsafeMutablePointer<Pointee> {
    guard let pointer else { fatalError("libxml2 ran out of memory") }
    return pointer
  }

  /// The opaque pointer that an allocating call gave; nil means that memory ran out.
  static func unwrap(_ pointer: OpaquePointer?) -> OpaquePointer {
    guard let pointer else { fatalError("libxml2 ran out of memory") }
    return pointer
  }
}
