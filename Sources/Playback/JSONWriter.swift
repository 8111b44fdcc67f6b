/// Writes JSON, byte by byte.
///
/// Source: RFC 8259.
package struct JSONWriter {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  /// Whether the next value is not the first one of its object or array.
  private var hasBefore = false

  /// Nothing written yet.
  package init() {}

  // MARK: - Objects and arrays

  /// Writes an object, whose members `body` writes.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes an array, whose elements `body` writes.
  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes a member that is an object.
  package mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
    key(name)
    object(body)
  }

  /// Writes a member that is an array.
  package mutating func array(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
    key(name)
    array(body)
  }

  private mutating func nest(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(open)
    hasBefore = false
    body(&self)
    bytes.append(close)
    hasBefore = true
  }

  // MARK: - Members

  /// Writes a member that is a number.
  package mutating func member(_ name: StaticString, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a member that is a number, or null.
  package mutating func member(_ name: StaticString, optional number: Int?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// Writes a member that is true or false.
  package mutating func member(_ name: StaticString, _ isTrue: Bool) {
    key(name)
    separate()
    bytes += Array((isTrue ? "true" : "false").utf8)
    hasBefore = true
  }

  /// Writes a member that is a text, or null.
  package mutating func member(_ name: StaticString, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  /// Writes a member that is a text, of UTF-8; what is none becomes U+FFFD.
  package mutating func member(_ name: StaticString, text: [UInt8]) {
    member(name, String(decoding: text, as: UTF8.self))
  }

  /// Writes a member that is a number in base 16, as a text: numbers of JSON are not exact so far.
  package mutating func member(_ name: StaticString, address: UInt64) {
    member(name, "0x" + String(address, radix: 16))
  }

  /// Writes a member that is an array of numbers.
  package mutating func member(_ name: StaticString, numbers: [UInt16]) {
    array(name) { list in
      for number in numbers { list.value(Int(number)) }
    }
  }

  // MARK: - Values

  /// Writes a number.
  package mutating func value(_ number: Int) {
    separate()
    bytes += Array(String(number).utf8)
    hasBefore = true
  }

  /// Writes a text.
  package mutating func value(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 { escape(byte) }
    bytes.append(UInt8(ascii: "\""))
    hasBefore = true
  }

  /// Writes null.
  package mutating func null() {
    separate()
    bytes += Array("null".utf8)
    hasBefore = true
  }

  private mutating func key(_ name: StaticString) {
    value(name.description)
    bytes.append(UInt8(ascii: ":"))
    hasBefore = false
  }

  private mutating func separate() {
    if hasBefore { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0..<0x20:
      bytes += Array("\\u00".utf8)
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }
}
