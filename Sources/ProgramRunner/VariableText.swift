import TaskC

/// The value of a variable, as C would write it.
enum VariableText {
  /// The most elements of an array that are shown.
  private static let elementsMax = 32

  /// The value that bytes stand for.
  static func text(of layout: DebugLayout, _ bytes: ArraySlice<UInt8>) -> String {
    switch layout {
    case .integer(let count, let isSigned):
      let bits = word(bytes, count)
      guard isSigned, count < 8 else {
        return isSigned ? "\(Int64(bitPattern: bits))" : "\(bits)"
      }
      let shift = UInt64(64 - 8 * count)
      return "\(Int64(bitPattern: bits << shift) >> Int64(shift))"
    case .character:
      let byte = bytes.first ?? 0
      let number = Int8(bitPattern: byte)
      return (0x20..<0x7f).contains(byte)
        ? "\(number) '\(String(decoding: [byte], as: UTF8.self))'" : "\(number)"
    case .pointer: return "0x" + String(word(bytes, 8), radix: 16)
    case .array(let element, let count):
      let size = count == 0 ? 0 : bytes.count / count
      let shown = (0..<min(count, elementsMax)).map { index in
        text(of: element, bytes.dropFirst(index * size).prefix(size))
      }
      return "{" + shown.joined(separator: ", ") + (count > elementsMax ? ", ...}" : "}")
    case .structure(let members):
      return "{"
        + members.map { ".\($0.name) = \(text(of: $0.layout, bytes.dropFirst($0.offset)))" }
        .joined(separator: ", ") + "}"
    case .opaque: return "..."
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>, _ count: Int) -> UInt64 {
    bytes.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
