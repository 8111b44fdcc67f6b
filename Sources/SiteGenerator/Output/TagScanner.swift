/// Reads the tags of a page that this program wrote, without building a tree.
///
/// Every page is read back once, so this has to be fast; it relies on what the serialiser and the
/// templates promise: `<` never stands in text, and values of attributes stand in double quotes.
struct TagScanner {
  /// An attribute of a tag, as ranges of the page's bytes.
  struct Attribute {
    var name: Range<Int>
    /// The value without its quotes; empty for an attribute without one.
    var value: Range<Int>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private(set) var attributes: [Attribute] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Goes to the next start tag and reads its attributes.
  ///
  /// - Returns: The range of the tag's name; nil at the end of the page.
  mutating func next() -> Range<Int>? {
    while let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
      position = open + 1
      guard position < bytes.count else { break }
      if Byte.isLetter(bytes[position]) {
        let name = word()
        readAttributes()
        return name
      }
      if bytes[position...].starts(with: "!--".utf8) { skipComment() }
    }
    position = bytes.count
    return nil
  }

  private mutating func readAttributes() {
    attributes.removeAll(keepingCapacity: true)
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ">"):
        position += 1
        return
      case Byte.space, Byte.newline, Byte.tab, Byte.slash:
        position += 1
      default:
        let name = word()
        if name.isEmpty {
          position += 1
          continue
        }
        attributes.append(Attribute(name: name, value: value()))
      }
    }
  }

  private mutating func word() -> Range<Int> {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      guard Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.dash || byte == Byte.colon
      else { break }
      position += 1
    }
    return start..<position
  }

  private mutating func value() -> Range<Int> {
    guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "="),
      bytes[position + 1] == Byte.quote
    else { return position..<position }
    let start = position + 2
    let end = bytes[start...].firstIndex(of: Byte.quote) ?? bytes.count
    position = min(end + 1, bytes.count)
    return start..<end
  }

  private mutating func skipComment() {
    while position < bytes.count, !bytes[position...].starts(with: "-->".utf8) { position += 1 }
  }
}
