/// Writes values into the payload of a message: little-endian integers, counted bytes and text.
public struct WireWriter: Sendable {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty payload.
  public init() {}

  /// Appends one byte.
  public mutating func write(_ value: UInt8) {
    bytes.append(value)
  }

  /// Appends an integer of any width, least significant byte first.
  public mutating func write<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a truth value as one byte.
  public mutating func write(_ value: Bool) {
    bytes.append(value ? 1 : 0)
  }

  /// Appends bytes behind their count (32 bits).
  public mutating func write(_ value: [UInt8]) {
    write(UInt32(truncatingIfNeeded: value.count))
    bytes.append(contentsOf: value)
  }

  /// Appends text as counted UTF-8.
  public mutating func write(_ value: String) {
    write(Array(value.utf8))
  }

  /// Appends truth values as a bit array behind their count, the first in the lowest bit.
  public mutating func write(bits: [Bool]) {
    write(UInt32(truncatingIfNeeded: bits.count))
    var byte: UInt8 = 0
    for (index, bit) in bits.enumerated() {
      if bit { byte |= 1 << (index & 7) }
      if index & 7 == 7 {
        bytes.append(byte)
        byte = 0
      }
    }
    if bits.count & 7 != 0 { bytes.append(byte) }
  }
}
