/// What the pages' search looks through: the text of every section, as a script that a page loads.
///
/// It is a script and no data because a page that was opened from a folder may load scripts of that folder and
/// nothing else. Its name has no hash: then a change of one page would change them all.
enum SearchIndex {
  /// The path from the site's root.
  static let path = "assets/search-index.js"

  /// The most characters of a section's text; a longer one is found by its beginning.
  private static let textBytesMax = 20_000

  /// The file.
  static func file(of pages: [BuiltPage]) -> SiteContents.File {
    var bytes = Array("window.threadbareIndex=[\n".utf8)
    bytes.reserveCapacity(pages.reduce(64) { $0 + $1.searchEntries.count + 2 })
    var isFirst = true
    for page in pages where !page.searchEntries.isEmpty {
      if !isFirst { bytes += ",\n".utf8 }
      isFirst = false
      bytes += page.searchEntries
    }
    bytes += "\n];\n".utf8
    return SiteContents.File(path: path, bytes: bytes)
  }

  /// The sections of a page: `{"u": address, "t": page, "s": section, "x": text}`.
  static func entries(of html: [UInt8], address: PageAddress) -> [UInt8] {
    switch address {
    // They repeat what other pages have.
    case .whole, .missing, .answers: return []
    default: break
    }
    var reader = SectionReader(textBytesMax: textBytesMax)
    html.withUnsafeBufferPointer { reader.read($0) }
    var bytes: [UInt8] = []
    for section in reader.sections where !section.text.isEmpty || !section.title.isEmpty {
      if !bytes.isEmpty { bytes += ",\n".utf8 }
      let anchor = section.anchor.isEmpty ? [] : [UInt8(ascii: "#")] + section.anchor
      bytes += "{\"u\":".utf8
      write(Array(address.path.utf8) + anchor, to: &bytes)
      bytes += ",\"t\":".utf8
      write(reader.pageTitle, to: &bytes)
      bytes += ",\"s\":".utf8
      write(section.title, to: &bytes)
      bytes += ",\"x\":".utf8
      write(section.text, to: &bytes)
      bytes += "}".utf8
    }
    return bytes
  }

  /// A text as JSON has it.
  private static func write(_ text: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(Byte.quote)
    for byte in text {
      switch byte {
      case Byte.quote, UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20: bytes.append(Byte.space)
      default: bytes.append(byte)
      }
    }
    bytes.append(Byte.quote)
  }
}

/// Reads the sections of a page: each begins with a heading that has an id.
private struct SectionReader {
  struct Section {
    var anchor: [UInt8]
    var title: [UInt8] = []
    var text: [UInt8] = []
  }

  let textBytesMax: Int
  private(set) var pageTitle: [UInt8] = []
  private(set) var sections: [Section] = []
  /// What the text at the place goes into.
  private var target = Target.nothing

  private enum Target {
    case nothing, pageTitle, title, text
  }

  init(textBytesMax: Int) {
    self.textBytesMax = textBytesMax
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let main = bytes[...].range(of: "<main") else { return }
    var position = main.lowerBound
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        take(bytes[position..<end])
        position = end
        continue
      }
      let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
      let tag = bytes[position + 1..<end]
      if tag.starts(with: "/main".utf8) { return }
      position = end + 1
      if let skipped = Self.skipped.first(where: { tag.starts(with: $0.tag.utf8) }) {
        let close = bytes[position...].range(of: skipped.end)
        position = close?.upperBound ?? bytes.count
      } else {
        apply(tag)
      }
    }
  }

  /// What is no text of the page: pictures, ways to other pages, and answers.
  ///
  /// Nobody should find an answer before its question. None of these has another of its kind inside.
  private static let skipped: [(tag: String, end: StaticString)] = [
    ("svg", "</svg>"), ("nav", "</nav>"), ("details class=\"answers\"", "</details>"),
    ("details class=\"right\"", "</details>"), ("details class=\"wrong\"", "</details>"),
    ("details class=\"prediction\"", "</details>"),
    ("select", "</select>"), ("a class=\"anchor\"", "</a>"), ("button", "</button>"),
  ]

  private mutating func apply(_ tag: Slice<UnsafeBufferPointer<UInt8>>) {
    let isEnd = tag.first == UInt8(ascii: "/")
    let name = (isEnd ? tag.dropFirst() : tag).prefix { Byte.isLetter($0) || Byte.isDigit($0) }
    let isHeading =
      name.count == 2 && name.first == UInt8(ascii: "h")
      && (name.last.map { (UInt8(ascii: "1")...UInt8(ascii: "6")).contains($0) } ?? false)
    if !isHeading {
      // Inline elements divide no words.
      if !Self.inline.contains(where: { name.elementsEqual($0.utf8) }) { take(" ".utf8) }
    } else if isEnd {
      target = .text
    } else if name.last == UInt8(ascii: "1") {
      sections = [Section(anchor: [])]
      target = .pageTitle
    } else if let id = Self.id(in: tag) {
      sections.append(Section(anchor: id))
      target = .title
    } else {
      take(" ".utf8)
    }
  }

  private static let inline = ["a", "b", "code", "em", "i", "span", "strong", "wbr", "kbd", "q"]

  private static func id(in tag: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
    guard let start = tag.range(of: " id=\"")?.upperBound else { return nil }
    return Array(tag[start...].prefix { $0 != Byte.quote })
  }

  private mutating func take(_ text: some Sequence<UInt8>) {
    switch target {
    case .nothing: break
    case .pageTitle: Self.append(text, to: &pageTitle)
    case .title: Self.append(text, to: &sections[sections.count - 1].title)
    case .text:
      guard sections[sections.count - 1].text.count < textBytesMax else { return }
      Self.append(text, to: &sections[sections.count - 1].text)
    }
  }

  /// Appends text with its references resolved and its spaces joined.
  private static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    var reference: [UInt8]?
    for byte in text {
      if byte == UInt8(ascii: "&") {
        reference = []
      } else if let name = reference {
        if byte == UInt8(ascii: ";") {
          bytes += Self.character(name)
          reference = nil
        } else {
          reference = name + [byte]
        }
      } else if byte == Byte.space || byte == Byte.newline || byte == Byte.tab {
        if let last = bytes.last, last != Byte.space { bytes.append(Byte.space) }
      } else {
        bytes.append(byte)
      }
    }
  }

  /// What a reference stands for; the pages have no others.
  private static func character(_ name: [UInt8]) -> String.UTF8View {
    switch String(decoding: name, as: UTF8.self) {
    case "amp": "&".utf8
    case "lt": "<".utf8
    case "gt": ">".utf8
    case "quot", "#34": "\"".utf8
    case "#39": "'".utf8
    default: " ".utf8
    }
  }
}
