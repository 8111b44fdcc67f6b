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
  private let bytes: ArraySlice<UInt8>
  /// Where the next value starts in `bytes`.
  private var position: Int

  /// A reader at the start of `bytes`.
  public init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The number of bytes not read yet.
  public var remaining: Int { bytes.endIndex - position }

  /// Moves on over `count` bytes.
  ///
  /// - Throws: `WireError.truncated` if there are fewer.
  private mutating func skip(_ count: Int) throws(WireError) -> Range<Int> {
    guard remaining >= count else { throw .truncated }
    defer { position += count }
    return position..<position + count
  }

  /// Reads one integer, least significant byte first.
  ///
  /// - Throws: `WireError.truncated`.
  public mutating func read<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self
  ) throws(WireError) -> Value {
    let start = try skip(MemoryLayout<Value>.size).lowerBound - bytes.startIndex
    return unsafe bytes.withUnsafeBytes { bytes in
      Value(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: start, as: Value.self))
    }
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
    return Array(bytes[try skip(count)])
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
    let start = try skip((count + 7) / 8).lowerBound
    return (0..<count).map { bytes[start + $0 / 8] >> ($0 & 7) & 1 == 1 }
  }

  /// Checks that nothing is left.
  ///
  /// - Throws: `WireError.trailingBytes`.
  public func finish() throws(WireError) {
    guard remaining == 0 else { throw .trailingBytes(remaining) }
  }
}
