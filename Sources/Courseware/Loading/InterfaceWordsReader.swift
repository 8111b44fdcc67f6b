package import Diagnostics

extension InterfaceWords {
  /// Reads the words of an interface from a file, all of them.
  ///
  ///     language: en
  ///     search:
  ///       label: Search the course
  ///       found:
  ///         one: 1 section.
  ///         other: "{count} sections."
  ///
  /// Backquotes set code off, `{name}` is what the program puts in, and `[words]({name})` leads somewhere.
  ///
  /// - Parameter file: The file.
  /// - Returns: The words.
  /// - Throws: All that is wrong with it.
  package static func load(_ file: CoursePath) throws(DiagnosticList) -> InterfaceWords {
    try read(file, instead: nil).words
  }

  /// Reads words that stand in for some of these.
  ///
  /// - Parameter file: A file of the same form, with some of the phrases or all.
  /// - Returns: All words, and a warning when some are left in another language.
  /// - Throws: All that is wrong with the file: keys and names of values are those of these words.
  package func overridden(
    by file: CoursePath
  ) throws(DiagnosticList) -> (words: InterfaceWords, warnings: DiagnosticList) {
    try Self.read(file, instead: self)
  }

  private static func read(
    _ file: CoursePath, instead known: InterfaceWords?
  ) throws(DiagnosticList) -> (words: InterfaceWords, warnings: DiagnosticList) {
    let context = ReadingContext(file: try SourceFile(reading: file))
    let reader = InterfaceWordsReader(context: context, known: known)
    let words = YAMLComposer.compose(in: context).flatMap(reader.words)
    guard let words, !context.diagnostics.hasErrors else { throw context.diagnostics }
    return (words, context.diagnostics)
  }
}

/// Reads a file of words.
struct InterfaceWordsReader {
  let context: ReadingContext
  /// The words that the file's stand in for; nil for a file that has them all.
  let known: InterfaceWords?

  private static let forms = ["one", "other"]
  /// So many keys that a file lacks are named.
  private static let namedMax = 5

  /// The words; nil when there are none, and what is wrong is reported.
  func words(_ root: YAMLNode) -> InterfaceWords? {
    guard case .mapping(let entries) = root.content else {
      context.error("a file of words is a mapping, not \(root.kindName)", at: root.span)
      return nil
    }
    let groups = names(of: entries).filter { $0 != "language" }
    let fields = FieldReader(
      root, "a file of words", keys: ["language"] + (known.map(\.groups) ?? groups), in: context)
    guard let fields else { return nil }
    let language = fields.line("language")
    if let language, !isLanguageTag(language.value) {
      context.error(
        "\(quoted(language.value)) is no language tag", at: language.span,
        help: "write a tag of BCP 47, such as \"en\" or \"de-AT\"")
    }
    var found: [String: InterfaceWords.Phrase] = [:]
    for name in groups where known?.groups.contains(name) ?? true {
      guard let node = fields.node(name) else { continue }
      read(name, node, into: &found)
    }
    guard let language else { return nil }
    if let known { warnOfMissing(found, language, known) }
    return InterfaceWords(
      language: language.value,
      phrases: (known?.phrases ?? [:]).merging(found) { _, new in new })
  }

  private func names(of entries: [YAMLNode.Entry]) -> [String] {
    entries.compactMap { entry in
      if case .scalar(let name, _) = entry.key.content { name } else { nil }
    }
  }

  private func read(
    _ group: String, _ node: YAMLNode, into found: inout [String: InterfaceWords.Phrase]
  ) {
    guard case .mapping(let entries) = node.content else {
      context.error("\(quoted(group)) is a mapping, not \(node.kindName)", at: node.span)
      return
    }
    let own = names(of: entries)
    let keys = known?.names(in: group) ?? own
    let noun = "the words of \(quoted(group))"
    guard let fields = FieldReader(node, noun, keys: keys, in: context) else { return }
    for name in own where keys.contains(name) {
      let key = "\(group).\(name)"
      guard let value = fields.node(name), let phrase = phrase(value, called: key) else { continue }
      found[key] = phrase
    }
  }

  /// A phrase, or two forms of it.
  private func phrase(_ node: YAMLNode, called key: String) -> InterfaceWords.Phrase? {
    guard case .mapping = node.content else {
      guard let text = context.line(of: node, called: key) else { return nil }
      let pieces = pieces(text, called: key, mayOmit: false)
      return InterfaceWords.Phrase(one: nil, other: pieces, span: node.span)
    }
    if let known = known?.phrases[key], !known.isCounted {
      context.error(
        "\(quoted(key)) has one form", at: node.span,
        help: "write it as text: it is said of no number of things")
      return nil
    }
    guard let forms = FieldReader(node, quoted(key), keys: Self.forms, in: context) else {
      return nil
    }
    guard let one = forms.line("one"), let other = forms.line("other") else { return nil }
    return InterfaceWords.Phrase(
      one: pieces(one, called: key, mayOmit: true),
      other: pieces(other, called: key, mayOmit: false), span: node.span)
  }

  // MARK: Pieces

  /// The parts of a phrase; the names of its values are those of the words that it stands in for.
  ///
  /// - Parameters:
  ///   - text: The phrase.
  ///   - key: Its key.
  ///   - mayOmit: Whether it may leave values out, as "one section" leaves out the number.
  /// - Returns: Its parts.
  private func pieces(
    _ text: Located<String>, called key: String, mayOmit: Bool
  ) -> [InterfaceWords.Piece] {
    let pieces = PhraseParser.pieces(of: text.value)
    guard let known = known?.phrases[key] else { return pieces }
    let (values, places) = (known.other.values, known.other.places)
    for name in pieces.values.subtracting(values).sorted() {
      if places.contains(name) {
        context.error(
          "{\(name)} is a place in \(quoted(key)), and no value", at: text.span,
          help: "write the words that lead there as [words]({\(name)})")
      } else {
        refuse("value", name, of: values, in: key, at: text.span)
      }
    }
    for name in pieces.places.subtracting(places).sorted() {
      if values.contains(name) {
        context.error(
          "{\(name)} is a value in \(quoted(key)), and no place", at: text.span,
          help: "write {\(name)} where it is to stand")
      } else {
        refuse("place", name, of: places, in: key, at: text.span)
      }
    }
    guard !mayOmit else { return pieces }
    let given = pieces.values.union(pieces.places)
    for name in values.union(places).subtracting(given).sorted() {
      context.error(
        "\(quoted(key)) does not \(places.contains(name) ? "lead to" : "say") {\(name)}",
        at: text.span, help: "the program puts something there that readers need")
    }
    return pieces
  }

  /// Tells of a name that our words do not have.
  private func refuse(
    _ noun: String, _ name: String, of known: Set<String>, in key: String, at span: SourceSpan
  ) {
    context.error(
      "there is no \(noun) \(quoted(name)) in \(quoted(key))", at: span,
      help: known.isEmpty
        ? "this phrase has no \(noun)s"
        : suggestion(for: name, in: known.sorted(), listedAs: "\(noun)s"))
  }

  /// Warns when a file in one language leaves phrases in another.
  private func warnOfMissing(
    _ found: [String: InterfaceWords.Phrase], _ language: Located<String>, _ known: InterfaceWords
  ) {
    let missing = known.phrases.keys.filter { found[$0] == nil }.sorted()
    guard !missing.isEmpty, language.value != known.language else { return }
    let named = missing.prefix(Self.namedMax).map { quoted($0) }.joined(separator: ", ")
    let more = missing.count > Self.namedMax ? " and \(missing.count - Self.namedMax) more" : ""
    context.warning(
      "\(missing.count == 1 ? "1 phrase stays" : "\(missing.count) phrases stay") in "
        + "\(quoted(known.language)): \(named)\(more)", at: language.span)
  }
}

extension InterfaceWords {
  /// The groups of the phrases, sorted.
  fileprivate var groups: [String] {
    Set(phrases.keys.map { String($0.prefix { $0 != "." }) }).sorted()
  }

  /// The names in a group, sorted.
  fileprivate func names(in group: String) -> [String] {
    phrases.keys.filter { $0.hasPrefix(group + ".") }.map { String($0.dropFirst(group.count + 1)) }
      .sorted()
  }
}
