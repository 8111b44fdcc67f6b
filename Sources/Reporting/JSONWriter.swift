internal import Markup

/// Writes JSON piece by piece: keys in the order in which they are given, two spaces of indentation.
///
/// Foundation's encoder orders keys by name or not at all and holds the whole document; a class of
/// ten thousand would take hundreds of megabytes.
struct JSONWriter {
  private var bytes: [UInt8] = []
  /// For each open object or array: whether it has an element already.
  private var open: [Bool] = []
  private var isAfterKey = false

  /// Takes out the bytes that have been written since the last time.
  mutating func takeBytes() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// Begins the document's last line.
  mutating func finish() { bytes.append(UInt8(ascii: "\n")) }

  mutating func beginObject() { begin("{") }
  mutating func endObject() { end("}") }
  mutating func beginArray() { begin("[") }
  mutating func endArray() { end("]") }

  /// Writes a key; its value must follow.
  mutating func key(_ name: StaticString) {
    startElement()
    appendString("\(name)")
    bytes += ": ".utf8
    isAfterKey = true
  }

  mutating func string(_ value: String) {
    startElement()
    appendString(value)
  }

  /// Writes a number; one that is not finite is 0, since JSON has no other.
  mutating func number(_ value: Double) {
    startElement()
    guard value.isFinite else { return bytes.append(UInt8(ascii: "0")) }
    let text = value.description
    bytes += (text.hasSuffix(".0") ? String(text.dropLast(2)) : text).utf8
  }

  mutating func number(_ value: Int) {
    startElement()
    bytes += String(value).utf8
  }

  mutating func boolean(_ value: Bool) {
    startElement()
    bytes += (value ? "true" : "false").utf8
  }

  mutating func null() {
    startElement()
    bytes += "null".utf8
  }

  /// Writes an object of texts, its keys sorted.
  mutating func member(_ name: StaticString, _ values: [String: String]) {
    key(name)
    beginObject()
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      startElement()
      appendString(key)
      bytes += ": ".utf8
      isAfterKey = true
      string(value)
    }
    endObject()
  }

  mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  mutating func member(_ name: StaticString, _ value: Double) {
    key(name)
    number(value)
  }

  mutating func member(_ name: StaticString, _ values: [String]) {
    key(name)
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  // MARK: Layout

  private mutating func begin(_ bracket: Unicode.Scalar) {
    startElement()
    bytes.append(UInt8(ascii: bracket))
    open.append(false)
  }

  private mutating func end(_ bracket: Unicode.Scalar) {
    if open.popLast() == true { startLine() }
    bytes.append(UInt8(ascii: bracket))
  }

  private mutating func startElement() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    guard let hasElement = open.last else { return }
    if hasElement { bytes.append(UInt8(ascii: ",")) }
    open[open.count - 1] = true
    startLine()
  }

  private mutating func startLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * open.count)
  }

  // MARK: Strings

  /// Appends a string whole; what a terminal or an editor would act on is escaped.
  private mutating func appendString(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    let isPlain = value.withUTF8 { text in
      let isPlain = Self.isPlain(text)
      if isPlain { bytes += text }
      return isPlain
    }
    if !isPlain { appendEscaped(value) }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      if text.count - index >= ByteBlock.count {
        let block = ByteBlock(text, at: index)
        if block.isPrintable, !block.hasMarkup, !block.has(UInt8(ascii: "\"")),
          !block.has(UInt8(ascii: "\\"))
        {
          index += ByteBlock.count
          continue
        }
      }
      if mayNeedEscape(text[index]) { return false }
      index += 1
    }
    return true
  }

  /// Says whether a byte is escaped or may begin a character that is; most strings have none.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x1F, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "&"), 0xC2, 0xD8, 0xE2, 0xEF, 0xF3:
      true
    default: false
    }
  }

  private mutating func appendEscaped(_ value: String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\t": bytes += "\\t".utf8
      case "\r": bytes += "\\r".utf8
      // Controls must be escaped; invisible and reordering characters are, as are `<`, `>` and `&`
      // in case somebody pastes the file into a page.
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{61C}", "\u{200B}"..."\u{200F}",
        "\u{2028}"..."\u{202E}", "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}", "<",
        ">", "&":
        appendEscape(UInt16(scalar.value))
      case "\u{E0000}"..."\u{E007F}":
        for unit in String(scalar).utf16 { appendEscape(unit) }
      case "\u{20}"..."\u{7E}": bytes.append(UInt8(scalar.value))
      default:
        bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }

  private mutating func appendEscape(_ unit: UInt16) {
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "u"))
    for shift in stride(from: 12, through: 0, by: -4) {
      let digit = UInt8((unit >> UInt16(shift)) & 15)
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
