import Diagnostics

/// Whether a field may be left out.
enum FieldPresence {
  case required
  case optional
}

/// Reads the fields of one mapping.
///
/// Everything that is wrong is reported to the context, and reading goes on; a reader of a model
/// value reads all fields first and builds the value only when all required ones were there.
struct FieldReader {
  /// What the mapping is, with its article: "a lesson".
  let noun: String
  let context: ReadingContext
  /// Where the mapping starts.
  let span: SourceSpan
  private let entries: [YAMLNode.Entry]
  /// The keys that unknown ones were probably meant to be; they aren't missed as well.
  private let misspelled: [String]

  /// Opens a mapping and reports the keys that it must not have; what is no mapping is reported
  /// and gives nil.
  ///
  /// - Parameters:
  ///   - node: The mapping.
  ///   - noun: What it is, with its article.
  ///   - keys: All keys that it may have, in the order in which they are listed to people.
  ///   - context: Gets what is wrong.
  init?(_ node: YAMLNode, _ noun: String, keys: [String], in context: ReadingContext) {
    guard case .mapping(let entries) = node.content else {
      if !node.isInvalid {
        context.error(
          "\(noun) is a mapping, not \(node.kindName)", at: node.span,
          help: "its keys are \(keys.map { quoted($0) }.joined(separator: ", "))")
      }
      return nil
    }
    self.noun = noun
    self.context = context
    self.span = node.span
    self.entries = entries
    var misspelled: [String] = []
    for entry in entries {
      guard case .scalar(let key, _) = entry.key.content, !keys.contains(key) else { continue }
      context.error(
        "unknown key \(quoted(key)) in \(noun)", at: entry.key.span,
        help: suggestion(for: key, in: keys, listedAs: "keys"))
      if let meant = nearest(to: key, in: keys) { misspelled.append(meant) }
    }
    self.misspelled = misspelled
  }

  /// A key and its value, whatever that is; nothing is reported.
  func entry(_ key: String) -> YAMLNode.Entry? {
    entries.first { entry in
      if case .scalar(key, _) = entry.key.content { true } else { false }
    }
  }

  /// The value of a key; a required key that is missing or has no value is reported.
  func node(_ key: String, _ presence: FieldPresence = .required) -> YAMLNode? {
    guard let entry = entry(key) else {
      if presence == .required, !misspelled.contains(key) {
        context.error("missing field \(quoted(key)) in \(noun)", at: span)
      }
      return nil
    }
    guard !entry.value.isNull else {
      context.error(
        "field \(quoted(key)) has no value", at: entry.key.span,
        help: presence == .optional ? "write a value or remove the line" : nil)
      return nil
    }
    return entry.value.isInvalid ? nil : entry.value
  }

  /// Whether the mapping has a key, whatever its value.
  func has(_ key: String) -> Bool { entry(key) != nil }

  /// The place of a key, or of the mapping when it has no such key.
  func keySpan(_ key: String) -> SourceSpan { entry(key)?.key.span ?? span }

  // MARK: Values

  /// Text of one line.
  func line(_ key: String, _ presence: FieldPresence = .required) -> Located<String>? {
    node(key, presence).flatMap { context.line(of: $0, called: key) }
  }

  /// An id: lower-case letters, digits and single hyphens between them.
  func id(_ key: String, _ presence: FieldPresence = .required) -> Located<String>? {
    node(key, presence).flatMap { context.id(of: $0, called: key) }
  }

  /// A whole number in a range.
  func integer(
    _ key: String, _ presence: FieldPresence = .required, in range: ClosedRange<Int>
  ) -> Int? {
    guard let node = node(key, presence) else { return nil }
    guard let value = context.integer(of: node, called: key) else { return nil }
    guard range.contains(value) else {
      context.error(
        "\(quoted(key)) must be from \(range.lowerBound) to \(range.upperBound)", at: node.span)
      return nil
    }
    return value
  }

  /// A yes or no, written `true` or `false`.
  func boolean(_ key: String, _ presence: FieldPresence = .required) -> Bool? {
    node(key, presence).flatMap { context.boolean(of: $0, called: key) }
  }

  /// One word of a fixed set.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ presence: FieldPresence = .required, of type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let word = line(key, presence) else { return nil }
    if let choice = Choice(rawValue: word.value) { return choice }
    context.error(
      "unknown value \(quoted(word.value)) of \(quoted(key))", at: word.span,
      help: suggestion(
        for: word.value, in: Choice.allCases.map(\.rawValue), listedAs: "values"))
    return nil
  }

  /// A list; elements that can't be read are reported and left out.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - presence: A required list has at least one element.
  ///   - read: Reads one element.
  /// - Returns: The elements that could be read; empty when there is no list.
  func list<Element>(
    _ key: String, _ presence: FieldPresence = .required, read: (YAMLNode) -> Element?
  ) -> [Element] {
    guard let node = node(key, presence) else { return [] }
    guard case .sequence(let elements) = node.content else {
      context.error(
        "\(quoted(key)) is a list, not \(node.kindName)", at: node.span,
        help: "write it as [a, b], or one line \"- a\" for each element")
      return []
    }
    if elements.isEmpty, presence == .required {
      context.error("\(quoted(key)) is empty", at: node.span)
    }
    guard elements.count <= CoursewareLimits.listElementsMax else {
      context.error(
        "\(quoted(key)) has more than \(CoursewareLimits.listElementsMax) elements", at: node.span)
      return []
    }
    return elements.compactMap(read)
  }

  /// A list of texts of one line each.
  func lines(_ key: String, _ presence: FieldPresence = .required) -> [Located<String>] {
    list(key, presence) { context.line(of: $0, called: key) }
  }

  /// A list of ids.
  func ids(_ key: String, _ presence: FieldPresence = .required) -> [Located<String>] {
    list(key, presence) { context.id(of: $0, called: key) }
  }
}
