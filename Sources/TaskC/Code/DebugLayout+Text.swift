// The value of a variable, as C would write it.
extension DebugLayout {
  /// The most elements of an array that are shown.
  private static var elementsMax: Int { 32 }

  /// The value that bytes stand for.
  ///
  /// - Parameter bytes: The bytes of a variable of this layout; bytes that are not there count as 0.
  /// - Returns: The value: a number, `97 'a'`, an address, or parts in braces.
  package func text(_ bytes: ArraySlice<UInt8>) -> String {
    switch self {
    case .integer(let count, let isSigned):
      let bits = Self.word(bytes, count)
      guard isSigned else { return String(bits) }
      let shift = UInt64(64 - 8 * min(count, 8))
      return String(Int64(bitPattern: bits << shift) >> Int64(shift))
    case .character:
      let byte = bytes.first ?? 0
      let number = String(Int8(bitPattern: byte))
      guard byte >= 0x20, byte < 0x7f else { return number }
      return number + " '" + String(decoding: [byte], as: UTF8.self) + "'"
    case .pointer: return "0x" + String(Self.word(bytes, 8), radix: 16)
    case .array(let element, let count):
      let size = count <= 0 ? 0 : bytes.count / count
      var text = "{"
      for index in 0..<max(0, min(count, Self.elementsMax)) {
        text += (index > 0 ? ", " : "") + element.text(bytes.dropFirst(index * size).prefix(size))
      }
      return text + (count > Self.elementsMax ? ", ...}" : "}")
    case .structure(let members):
      var text = "{"
      for (index, member) in members.enumerated() {
        text += (index > 0 ? ", ." : ".") + member.name + " = "
        text += member.layout.text(bytes.dropFirst(member.offset))
      }
      return text + "}"
    case .opaque: return "..."
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for byte in bytes.prefix(count).reversed() { word = word << 8 | UInt64(byte) }
    return word
  }
}
