/// One message as it travels: a header of ten bytes and a payload.
///
/// The header is the length of what follows it in bytes (32 bits), the sequence number (32 bits)
/// and the kind (16 bits), all little-endian. The judge numbers its requests from 1; each is
/// answered once, under its number.
package struct Frame: Equatable, Sendable {
  /// The version of the protocol; the handshake compares it.
  package static let protocolVersion: UInt32 = 1
  /// The bytes before a payload.
  package static let headerBytes = 10
  /// The longest payload, in bytes; a longer one is a fault of the peer.
  package static let payloadBytesMax = 1 << 20

  package var sequence: UInt32
  package var kind: UInt16
  package var payload: [UInt8]

  package init(sequence: UInt32, kind: UInt16, payload: [UInt8]) {
    self.sequence = sequence
    self.kind = kind
    self.payload = payload
  }

  /// The message as bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerBytes + payload.count)
    func append<Value: FixedWidthInteger>(_ value: Value) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(UInt32(truncatingIfNeeded: payload.count))
    append(sequence)
    append(kind)
    bytes.append(contentsOf: payload)
    return bytes
  }

  /// The length of the payload that a header announces.
  ///
  /// - Throws: `WireError.invalid` if it is over `payloadBytesMax`.
  package static func payloadCount(
    header: some RandomAccessCollection<UInt8>
  ) throws(WireError) -> Int {
    var reader = WireReader(Array(header))
    let count = Int(try reader.read(UInt32.self))
    guard count <= payloadBytesMax else { throw .invalid("length (\(count) bytes)") }
    return count
  }

  /// The message that a header and a payload make.
  ///
  /// - Throws: `WireError.truncated` if the header is short.
  package init(
    header: some RandomAccessCollection<UInt8>, payload: [UInt8]
  ) throws(WireError) {
    var reader = WireReader(Array(header))
    _ = try reader.read(UInt32.self)
    sequence = try reader.read()
    kind = try reader.read()
    self.payload = payload
  }
}
