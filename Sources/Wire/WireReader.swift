/// What is wrong with a message.
///
/// Everything that comes over the wire is untrusted, so each of these is an ordinary outcome.
public enum WireError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The payload ends before the value does.
  case truncated
  /// The payload goes on after the last value.
  case trailingBytes(Int)
  /// A count, a message kind or a value is outside its range.
  case invalid(String)

  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .truncated: "the message ends in the middle of a value"
    case .trailingBytes(let count): "the message has \(count) bytes too many"
    case .invalid(let what): "the message holds an invalid \(what)"
    }
  }
}

/// Reads values back from the payload of a message.
///
/// It never reads outside the payload, and allocates no more than the payload holds.
public struct WireReader: Sendable {
  private var rest: ArraySlice<UInt8>

  /// A reader at the start of `bytes`.
  public init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// The number of bytes not read yet.
  public var remaining: Int { rest.count }

  /// Reads one integer, least significant byte first.
  ///
  /// - Throws: `WireError.truncated`.
  public mutating func read<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) throws(WireError) -> Value {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { throw .truncated }
    var value: Value = 0
    for (index, byte) in rest.prefix(size).enumerated() {
      value |= Value(truncatingIfNeeded: byte) << (index * 8)
    }
    rest = rest.dropFirst(size)
    return value
  }

  /// Reads a truth value: a byte that is 0 or 1.
  ///
  /// - Throws: `WireError`.
  public mutating func readBool() throws(WireError) -> Bool {
    switch try read(UInt8.self) {
    case 0: false
    case 1: true
    default: throw .invalid("truth value")
    }
  }

  /// Reads counted bytes.
  ///
  /// - Throws: `WireError.truncated`.
  public mutating func readBytes() throws(WireError) -> [UInt8] {
    let count = Int(try read(UInt32.self))
    guard rest.count >= count else { throw .truncated }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// Reads counted UTF-8; bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Throws: `WireError.truncated`.
  public mutating func readString() throws(WireError) -> String {
    String(decoding: try readBytes(), as: UTF8.self)
  }

  /// Reads a bit array.
  ///
  /// - Throws: `WireError.truncated`.
  public mutating func readBits() throws(WireError) -> [Bool] {
    let count = Int(try read(UInt32.self))
    let size = (count + 7) / 8
    guard rest.count >= size else { throw .truncated }
    let start = rest.startIndex
    let bits = (0..<count).map { rest[start + $0 / 8] >> ($0 & 7) & 1 == 1 }
    rest = rest.dropFirst(size)
    return bits
  }

  /// Checks that nothing is left.
  ///
  /// - Throws: `WireError.trailingBytes`.
  public func finish() throws(WireError) {
    guard rest.isEmpty else { throw .trailingBytes(rest.count) }
  }
}
