/// A node of a YAML document with its place; aliases are replaced by what they stand for.
struct YAMLNode: Sendable {
  /// One key and its value.
  struct Entry: Sendable {
    let key: YAMLNode
    let value: YAMLNode
  }

  /// How a scalar was written.
  enum ScalarStyle: Sendable {
    /// Without quotes.
    case plain
    /// In single or double quotes.
    case quoted
    /// As a block that keeps its line ends (`|`).
    case literal
    /// As a block whose lines are joined (`>`).
    case folded
  }

  /// What the node is.
  enum Content: Sendable {
    /// Text; its meaning depends on the field that it stands in, not on its looks.
    case scalar(String, ScalarStyle)
    /// A list.
    case sequence([YAMLNode])
    /// Keys and values in their order; no key twice.
    case mapping([Entry])
    /// Something that was reported already: readers pass over it in silence.
    case invalid
  }

  let content: Content
  let span: SourceSpan
  /// The node and all below it; saturates.
  let nodeCount: Int

  /// The kind of the node as messages name it.
  var kindName: String {
    switch content {
    case .scalar where isNull: "nothing"
    case .scalar(_, .plain): "plain text"
    case .scalar: "text in quotes"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .invalid: "an error"
    }
  }

  /// Whether nothing was written: `key:`, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let text, .plain) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  /// Whether it was reported already.
  var isInvalid: Bool {
    if case .invalid = content { true } else { false }
  }
}
