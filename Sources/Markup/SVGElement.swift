/// An element of an inline drawing, in SVG's namespace.
///
/// What a drawing looks like is said by classes; where things are, by numbers. There is no setter
/// for `style`, for a handler or for a reference that leaves the page.
package struct SVGElement {
  /// The elements that a drawing can be built from.
  package enum Tag: String, CaseIterable, Sendable {
    case circle, defs, desc, ellipse, g, line, marker, path, polygon, polyline, rect, text, title
    case tspan
  }

  /// Attributes whose value is a number of the drawing's units.
  package enum Number: String, Sendable {
    case cx, cy, dx, dy, height, markerHeight, markerWidth, opacity, r, refX, refY, rx, ry, width, x
    case x1, x2, y, y1, y2
    case fontSize = "font-size"
    case strokeWidth = "stroke-width"
  }

  /// Attributes whose value is a word of a fixed list.
  package enum Keyword: String, Sendable {
    case orient, preserveAspectRatio, role
    case ariaHidden = "aria-hidden"
    case dominantBaseline = "dominant-baseline"
    case fill, stroke
    case strokeLineCap = "stroke-linecap"
    case strokeLineJoin = "stroke-linejoin"
    case textAnchor = "text-anchor"
    case vectorEffect = "vector-effect"
  }

  /// The end of a line that a marker stands at.
  package enum LineEnd: String, Sendable {
    case start = "marker-start"
    case middle = "marker-mid"
    case end = "marker-end"
  }

  let tree: MarkupTree
  let node: MarkupTree.Node

  // MARK: Content

  /// Adds an element at the end, and text to it if there is one.
  @discardableResult
  package func add(_ tag: Tag, _ classes: CSSClass..., text: String? = nil) -> SVGElement {
    let element = SVGElement(tree: tree, node: tree.add(tag.rawValue, to: node))
    element.classes(classes)
    if let text { element.text(text) }
    return element
  }

  /// Adds text at the end; only `text`, `tspan`, `title` and `desc` show it.
  @discardableResult
  package func text(_ text: String) -> SVGElement {
    tree.addText(text, to: node)
    return self
  }

  // MARK: Attributes

  /// Sets the classes; an empty list sets nothing.
  @discardableResult
  package func classes(_ classes: [CSSClass]) -> SVGElement {
    if !classes.isEmpty {
      tree.set("class", classes.joinedNames, on: node)
    }
    return self
  }

  /// Sets an attribute that holds a number; one that is not finite becomes 0.
  @discardableResult
  package func set(_ attribute: Number, _ value: Double) -> SVGElement {
    tree.set(attribute.rawValue, SVGNumber.text(value), on: node)
    return self
  }

  /// Sets an attribute to a word written in the source.
  @discardableResult
  package func set(_ attribute: Keyword, _ word: StaticString) -> SVGElement {
    tree.set(attribute.rawValue, "\(word)", on: node)
    return self
  }

  /// Sets the element's id.
  @discardableResult
  package func identify(_ id: AnchorID) -> SVGElement {
    tree.set("id", id.description, on: node)
    return self
  }

  /// Sets the outline of a `path`.
  @discardableResult
  package func outline(_ path: SVGPath) -> SVGElement {
    tree.set("d", path.description, on: node)
    return self
  }

  /// Sets the corners of a `polygon` or `polyline`.
  @discardableResult
  package func corners(_ points: [(x: Double, y: Double)]) -> SVGElement {
    let pairs = points.map { "\(SVGNumber.text($0.x)),\(SVGNumber.text($0.y))" }
    tree.set("points", pairs.joined(separator: " "), on: node)
    return self
  }

  /// Moves the element and what is in it.
  @discardableResult
  package func translate(x: Double, y: Double) -> SVGElement {
    tree.set("transform", "translate(\(SVGNumber.text(x)) \(SVGNumber.text(y)))", on: node)
    return self
  }

  /// Turns the element about a point, clockwise.
  @discardableResult
  package func rotate(degrees: Double, aboutX x: Double, y: Double) -> SVGElement {
    let numbers = [degrees, x, y].map(SVGNumber.text).joined(separator: " ")
    tree.set("transform", "rotate(\(numbers))", on: node)
    return self
  }

  /// Puts a marker of this page at an end of a line.
  ///
  /// - Precondition: The id is ASCII, since it stands in a CSS `url()`.
  @discardableResult
  package func mark(_ end: LineEnd, with marker: AnchorID) -> SVGElement {
    precondition(marker.description.utf8.allSatisfy { $0 < 0x80 })
    tree.set(end.rawValue, "url(#\(marker))", on: node)
    return self
  }
}
