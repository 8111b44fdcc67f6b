package import Courseware
package import Diagnostics
import Markup

/// The words of the pages and drawings: phrases with what is put into them.
package struct Words: Sendable {
  private let words: InterfaceWords

  /// Takes words that have every phrase.
  init(_ words: InterfaceWords) { self.words = words }

  /// Reads the words of a theme.
  ///
  /// - Parameter theme: The folder of the theme.
  /// - Returns: The words.
  /// - Throws: All that is wrong with their file.
  package static func load(theme: CoursePath) throws(DiagnosticList) -> Words {
    let (words, missing) = try read(theme: theme)
    guard missing.isEmpty else { throw DiagnosticList(missing) }
    return Words(words)
  }

  /// Reads the words of a theme, complete or not.
  ///
  /// - Parameter theme: The folder of the theme.
  /// - Returns: The words, and that phrases which pages are made with are missing.
  /// - Throws: What else is wrong with their file.
  static func read(
    theme: CoursePath
  ) throws(DiagnosticList) -> (words: InterfaceWords, missing: [Diagnostic]) {
    guard theme.isFolder else {
      throw DiagnosticList([ThemeFiles.absence(of: theme, "there is no theme here")])
    }
    let file = theme.appending(ThemeFiles.wordsName)
    guard file.isFile else {
      throw DiagnosticList([ThemeFiles.absence(of: file, "the theme has no words")])
    }
    let words = try InterfaceWords.load(file)
    let keys = Phrase.allCases.map(\.rawValue) + ScriptPhrase.keys
    let missing = keys.filter { words.phrases[$0] == nil }.map { key in
      Diagnostic(
        location: SourceLocation(path: file.shown),
        message: "the theme has no phrase \(quoted(key))")
    }
    return (words, missing)
  }

  /// The language of the words, as a tag of BCP 47.
  var language: String { words.language }

  /// What is put into a phrase.
  enum Filling {
    case text(String)
    case code(String)
    /// Where a link leads.
    case url(PageURL)
    /// Elements.
    case element((HTMLElement) -> Void)
  }

  /// A phrase as text: without its backquotes, links by their words alone.
  ///
  /// - Parameters:
  ///   - phrase: The phrase.
  ///   - count: How many things it speaks of, which is its value `count` too.
  ///   - values: What is put into it.
  /// - Returns: The text.
  func text(_ phrase: Phrase, count: Int? = nil, _ values: [String: String] = [:]) -> String {
    Self.text(pieces(phrase, count)) { name in
      if name == "count", let count { "\(count)" } else { values[name] ?? "" }
    }
  }

  /// A phrase as markup.
  ///
  /// - Parameters:
  ///   - phrase: The phrase.
  ///   - values: What is put into it.
  /// - Returns: The markup.
  func html(_ phrase: Phrase, _ values: [String: Filling] = [:]) -> String {
    HTMLFragment { write(phrase, values, into: $0) }.html
  }

  /// Adds a phrase to an element.
  ///
  /// - Parameters:
  ///   - phrase: The phrase.
  ///   - count: How many things it speaks of.
  ///   - values: What is put into it.
  ///   - element: What it is added to.
  func write(
    _ phrase: Phrase, count: Int? = nil, _ values: [String: Filling] = [:],
    into element: HTMLElement
  ) {
    for piece in pieces(phrase, count) { Self.write(piece, values, into: element) }
  }

  private func pieces(_ phrase: Phrase, _ count: Int?) -> [InterfaceWords.Piece] {
    // A theme without one of the phrases does not load.
    words.phrases[phrase.rawValue]?.pieces(of: count) ?? []
  }

  private static func write(
    _ piece: InterfaceWords.Piece, _ values: [String: Filling], into element: HTMLElement
  ) {
    switch piece {
    case .text(let words): element.text(words)
    case .code(let words): element.add(.code, text: words)
    case .link(let words, let place):
      if case .url(let url) = values[place] {
        element.add(.a).set(.href, url).text(words)
      } else {
        element.text(words)
      }
    case .value(let name):
      switch values[name] {
      case .text(let text): element.text(text)
      case .code(let text): element.add(.code, text: text)
      case .element(let write): write(element)
      case .url, nil: break
      }
    }
  }

  // MARK: Templates

  /// A phrase of a key that a template names: nil if there is none, or if only the program can say it.
  func fixedText(_ key: String) -> String? { fixedPieces(key).map { Self.text($0) } }

  /// The same as markup.
  func fixedHTML(_ key: String) -> String? {
    fixedPieces(key).map { pieces in
      HTMLFragment { root in
        for piece in pieces { Self.write(piece, [:], into: root) }
      }.html
    }
  }

  /// The keys that a template can name.
  var fixedKeys: [String] {
    words.phrases.keys.filter { fixedPieces($0) != nil }.sorted()
  }

  private func fixedPieces(_ key: String) -> [InterfaceWords.Piece]? {
    guard let phrase = words.phrases[key], phrase.one == nil,
      phrase.other.allSatisfy({
        switch $0 {
        case .text, .code: true
        case .value, .link: false
        }
      })
    else { return nil }
    return phrase.other
  }

  /// Pieces as text, with what a value stands for; without that, with its name as it was written.
  private static func text(
    _ pieces: [InterfaceWords.Piece], value: (String) -> String = { "{\($0)}" }
  ) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let words), .code(let words), .link(let words, _): words
      case .value(let name): value(name)
      }
    }.joined()
  }

  /// All phrases, to tell one set of words from another.
  var everything: [UInt8] {
    script(Set(words.phrases.keys.map { String($0.prefix { $0 != "." }) }).sorted())
  }

  // MARK: Scripts

  /// The keys of the phrases that scripts say.
  package static var scriptKeys: [String] { ScriptPhrase.keys }

  /// The groups of phrases that scripts use.
  package static let scriptGroups = ["answers", "copy", "player", "quiz", "search"]

  /// The phrases of some groups as a script that comes before those that say them.
  ///
  /// - Parameter groups: The groups; without them those that the pages' scripts use.
  /// - Returns: The script.
  package func script(_ groups: [String] = scriptGroups) -> [UInt8] {
    var text = "window.threadbareWords = {\n\"language\": \(Self.quoted(language))"
    for (key, phrase) in words.phrases.sorted(by: { $0.key < $1.key })
    where groups.contains(String(key.prefix { $0 != "." })) {
      text += ",\n\(Self.quoted(key)): "
      let other = Self.quoted(Self.text(phrase.other))
      text += phrase.one.map { "[\(Self.quoted(Self.text($0))), \(other)]" } ?? other
    }
    return Array((text + "\n};\n").utf8)
  }

  /// A text as a literal of a script: no line end of any kind, and nothing that ends a script.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "<", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
