import CYAML

/// What the parser of libyaml sees next.
enum YAMLEvent {
  case streamStart
  case streamEnd
  case documentStart
  case documentEnd
  case alias(name: String)
  case scalar(String, YAMLNode.ScalarStyle, anchor: String?, tag: String?)
  case sequenceStart(anchor: String?, tag: String?)
  case sequenceEnd
  case mappingStart(anchor: String?, tag: String?)
  case mappingEnd
}

/// A place as libyaml counts it: from 0, columns in Unicode scalars.
struct YAMLMark {
  let line: Int
  let column: Int

  init(_ mark: yaml_mark_t) {
    line = Int(mark.line)
    column = Int(mark.column)
  }
}

/// An event with its first and last place.
struct PlacedYAMLEvent {
  let event: YAMLEvent
  let start: YAMLMark
  let end: YAMLMark
}

/// Why libyaml could not go on.
struct YAMLSyntaxError: Error {
  /// What is wrong, in libyaml's words.
  let problem: String
  /// What it was doing, such as "while scanning a simple key".
  let context: String?
  let mark: YAMLMark
  /// Where that began.
  let contextMark: YAMLMark
}

/// libyaml's event parser over bytes in memory.
///
/// Events rather than libyaml's own documents: these would give no columns for aliases, forget
/// duplicate keys and expand nothing.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Makes a parser.
  ///
  /// - Parameter bytes: Valid UTF-8; the memory must outlive the parser.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    // Fails for want of memory only, which ends a Swift program anyhow.
    precondition(yaml_parser_initialize(parser) == 1, "libyaml could not allocate a parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event.
  ///
  /// - Throws: The syntax error that the parser stopped at.
  mutating func next() throws(YAMLSyntaxError) -> PlacedYAMLEvent {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    return PlacedYAMLEvent(
      event: YAMLEvent(event), start: YAMLMark(event.start_mark), end: YAMLMark(event.end_mark))
  }

  private func syntaxError() -> YAMLSyntaxError {
    let state = parser.pointee
    return YAMLSyntaxError(
      problem: state.problem.map { String(cString: $0) } ?? "syntax error",
      context: state.context.map { String(cString: $0) },
      mark: YAMLMark(state.problem_mark), contextMark: YAMLMark(state.context_mark))
  }
}

extension YAMLEvent {
  /// Copies an event out of libyaml's memory.
  fileprivate init(_ event: yaml_event_t) {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: self = .documentStart
    case YAML_DOCUMENT_END_EVENT: self = .documentEnd
    case YAML_ALIAS_EVENT: self = .alias(name: text(event.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
      self = .scalar(
        String(decoding: bytes, as: UTF8.self), .init(scalar.style),
        anchor: text(scalar.anchor), tag: text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      self = .sequenceStart(anchor: text(sequence.anchor), tag: text(sequence.tag))
    case YAML_SEQUENCE_END_EVENT: self = .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      self = .mappingStart(anchor: text(mapping.anchor), tag: text(mapping.tag))
    case YAML_MAPPING_END_EVENT: self = .mappingEnd
    case YAML_STREAM_START_EVENT: self = .streamStart
    default: self = .streamEnd
    }
  }
}

extension YAMLNode.ScalarStyle {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_PLAIN_SCALAR_STYLE, YAML_ANY_SCALAR_STYLE: self = .plain
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .quoted
    }
  }
}

private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  pointer.map { String(cString: $0) }
}
