/// An element of a page under construction.
///
/// Text can only ever become text, and attributes only take values of a type that fits them, so
/// nothing that a page shows can become markup. A reference: copies are the same element.
package struct HTMLElement {
  let tree: MarkupTree
  let node: MarkupTree.Node
  /// What the element is; nil for a root that only the document makes.
  let tag: HTMLTag?

  init(tree: MarkupTree, node: MarkupTree.Node, tag: HTMLTag?) {
    self.tree = tree
    self.node = node
    self.tag = tag
  }

  // MARK: Content

  /// Adds an element at the end, and text to it if there is one.
  ///
  /// - Precondition: This element is not void (`br`, `img` ...).
  @discardableResult
  package func add(_ tag: HTMLTag, _ classes: CSSClass..., text: String? = nil) -> HTMLElement {
    let element = make(tag, classes)
    if let text { element.text(text) }
    return element
  }

  /// Adds an element at the end and fills it.
  ///
  /// - Precondition: This element is not void (`br`, `img` ...).
  @discardableResult
  package func add<Failure: Error>(
    _ tag: HTMLTag, _ classes: CSSClass...,
    content: (HTMLElement) throws(Failure) -> Void
  ) throws(Failure) -> HTMLElement {
    let element = make(tag, classes)
    try content(element)
    return element
  }

  /// Adds text at the end.
  ///
  /// - Precondition: This element is not void (`br`, `img` ...).
  @discardableResult
  package func text(_ text: String) -> HTMLElement {
    precondition(tag?.isVoid != true, "a void element has no content")
    tree.addText(text, to: node)
    return self
  }

  /// Adds a link with its text.
  @discardableResult
  package func link(_ text: String, to url: PageURL, _ classes: CSSClass...) -> HTMLElement {
    make(.a, classes).set(.href, url).text(text)
  }

  /// Adds an inline drawing.
  ///
  /// - Parameters:
  ///   - width: The width of the coordinate system, and the natural width in CSS pixels.
  ///   - height: The height of the coordinate system, and the natural height in CSS pixels.
  ///   - label: What the drawing says, for those who cannot see it; nil hides it from them.
  ///   - classes: The drawing's classes.
  /// - Returns: The `svg` element.
  @discardableResult
  package func drawing(
    width: Double, height: Double, label: String?, _ classes: CSSClass...
  ) -> SVGElement {
    precondition(tag?.isVoid != true, "a void element has no content")
    let svg = SVGElement(tree: tree, node: tree.add("svg", to: node))
    tree.makeDrawing(svg.node)
    svg.classes(classes)
    svg.set(.width, width).set(.height, height)
    tree.set("viewBox", "0 0 \(SVGNumber.text(width)) \(SVGNumber.text(height))", on: svg.node)
    if let label {
      tree.set("role", "img", on: svg.node)
      tree.set("aria-label", label, on: svg.node)
    } else {
      tree.set("aria-hidden", "true", on: svg.node)
    }
    return svg
  }

  private func make(_ tag: HTMLTag, _ classes: [CSSClass]) -> HTMLElement {
    precondition(self.tag?.isVoid != true, "a void element has no content")
    let element = HTMLElement(tree: tree, node: tree.add(tag.rawValue, to: node), tag: tag)
    return element.classes(classes)
  }

  // MARK: Attributes

  /// Sets the classes; an empty list sets nothing.
  @discardableResult
  package func classes(_ classes: [CSSClass]) -> HTMLElement {
    if !classes.isEmpty {
      tree.set("class", classes.joinedNames, on: node)
    }
    return self
  }

  /// Sets an attribute that holds text.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Text, _ value: String) -> HTMLElement {
    tree.set(attribute.rawValue, value, on: node)
    return self
  }

  /// Sets an attribute that holds a whole number.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Number, _ value: Int) -> HTMLElement {
    tree.set(attribute.rawValue, String(value), on: node)
    return self
  }

  /// Sets an attribute that holds a URL.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Link, _ url: PageURL) -> HTMLElement {
    tree.set(attribute.rawValue, url.description, on: node)
    return self
  }

  /// Sets an attribute that holds an id.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Reference, _ id: AnchorID) -> HTMLElement {
    tree.set(attribute.rawValue, id.description, on: node)
    return self
  }

  /// Sets an attribute to a word written in the source.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Keyword, _ word: StaticString) -> HTMLElement {
    tree.set(attribute.rawValue, "\(word)", on: node)
    return self
  }

  /// Sets an attribute that is there or not.
  @discardableResult
  package func set(_ attribute: HTMLAttribute.Flag) -> HTMLElement {
    tree.set(attribute.rawValue, "", on: node)
    return self
  }

  /// Sets `data-<name>`, for a script of the page to read.
  ///
  /// - Precondition: The name is made of lower-case ASCII letters and `-`.
  @discardableResult
  package func data(_ name: StaticString, _ value: String) -> HTMLElement {
    let name = "\(name)"
    precondition(
      name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 0x2D })
    tree.set("data-\(name)", value, on: node)
    return self
  }

  // MARK: Reading

  /// The element's content as HTML.
  package var contentHTML: String { HTMLSerializer.content(of: node, of: tree) }
}
