/// The owner of one document or fragment: of its elements, their attributes and their text.
///
/// A class, because elements are handed about as values that must keep their tree alive: each holds a
/// strong reference and a place in it. Nothing is ever taken out, so no place goes stale.
final class MarkupTree {
  /// The place of an element.
  struct Node: Equatable {
    let index: Int
  }

  private(set) var nodes = MarkupNodes()

  /// Makes the element that everything else stands in.
  func makeRoot(_ name: String) -> Node { nodes.makeRoot(name) }

  /// Adds an element at the end of a parent; it has the parent's namespace.
  func add(_ name: String, to parent: Node) -> Node { nodes.add(name, to: parent) }

  /// Puts an element and what will be added to it into a drawing's namespace.
  func makeDrawing(_ node: Node) { nodes.makeDrawing(node) }

  /// Adds text at the end of a parent, sanitised; whatever it says, it is text.
  func addText(_ text: String, to parent: Node) { nodes.addText(text, to: parent) }

  /// Sets an attribute, sanitised; an earlier value is replaced.
  func set(_ name: String, _ value: String, on node: Node) { nodes.set(name, value, on: node) }
}
