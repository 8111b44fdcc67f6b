import CXML2

/// A page read back from its bytes: what a browser would find in it.
package struct ParsedPage {
  /// An element of the page, in the order of the source.
  package struct Element: Equatable {
    /// The element's name, in lower case.
    package var name: String
    /// Its attributes by name, in lower case.
    package var attributes: [String: String]
    /// All text in it.
    package var text: String
  }

  private typealias Node = UnsafeMutablePointer<xmlNode>

  /// The elements, in the order of the source.
  package let elements: [Element]

  /// Reads HTML with libxml2's parser.
  ///
  /// That parser knows HTML 4; it takes what it does not know as an element like any other, which is
  /// what is wanted here.
  package init(html: [UInt8]) {
    LibXML.start()
    let options = Int32(
      HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
        | HTML_PARSE_NODEFDTD.rawValue)
    let document = html.withUnsafeBytes { bytes in
      htmlReadMemory(
        bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), nil, "utf-8", options)
    }
    guard let document else {
      elements = []
      return
    }
    defer { xmlFreeDoc(document) }
    var found: [Element] = []
    var next = xmlDocGetRootElement(document)
    while let node = next {
      if node.pointee.type == XML_ELEMENT_NODE { found.append(Self.element(node)) }
      next = Self.following(node)
    }
    elements = found
  }

  /// The values of an attribute over all elements that have it.
  package func values(of attribute: String) -> [String] {
    elements.compactMap { $0.attributes[attribute] }
  }

  /// The elements of a name.
  package func elements(named name: String) -> [Element] { elements.filter { $0.name == name } }

  private static func element(_ node: Node) -> Element {
    var attributes: [String: String] = [:]
    var attribute = node.pointee.properties
    while let current = attribute {
      let value = current.pointee.children.flatMap(content) ?? ""
      attributes[String(cString: current.pointee.name).lowercased()] = value
      attribute = current.pointee.next
    }
    return Element(
      name: String(cString: node.pointee.name).lowercased(), attributes: attributes,
      text: content(node) ?? "")
  }

  private static func content(_ node: Node) -> String? {
    guard let text = xmlNodeGetContent(node) else { return nil }
    defer { threadbare_xml_free(text) }
    return String(cString: text)
  }

  /// The node after this one in the order of the source.
  private static func following(_ node: Node) -> Node? {
    if let child = node.pointee.children { return child }
    var current = node
    while true {
      if let next = current.pointee.next { return next }
      guard let parent = current.pointee.parent, parent.pointee.type == XML_ELEMENT_NODE
      else { return nil }
      current = parent
    }
  }
}
