/// One message as it travels: a header of ten bytes and a payload.
///
/// The header is the length of what follows it in bytes (32 bits), the sequence number (32 bits)
/// and the kind (16 bits), all little-endian. The judge numbers its requests from 1; each is
/// answered once, under its number.
package struct Frame: Equatable, Sendable {
  /// The version of the protocol; the handshake compares it.
  package static let protocolVersion: UInt32 = 3
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
    unsafe [UInt8](unsafeUninitializedCapacity: Self.headerBytes + payload.count) { bytes, count in
      let header = UnsafeMutableRawBufferPointer(bytes)
      let length = UInt32(truncatingIfNeeded: payload.count)
      unsafe header.storeBytes(of: length.littleEndian, as: UInt32.self)
      unsafe header.storeBytes(of: sequence.littleEndian, toByteOffset: 4, as: UInt32.self)
      unsafe header.storeBytes(of: kind.littleEndian, toByteOffset: 8, as: UInt16.self)
      count = unsafe bytes[Self.headerBytes...].initialize(fromContentsOf: payload)
    }
  }

  /// The bytes before a payload, read.
  struct Header {
    /// The length of the payload that follows, in bytes.
    let payloadCount: Int
    let sequence: UInt32
    let kind: UInt16

    /// Reads a header, every one of which passes here: no reader is made for it.
    ///
    /// - Throws: `WireError.invalid` if it announces a payload over `payloadBytesMax`.
    /// - Precondition: There are as many bytes as a header has.
    init(_ bytes: RawSpan) throws(WireError) {
      precondition(bytes.byteCount >= headerBytes, "a header that is not whole")
      payloadCount = Int(
        UInt32(littleEndian: unsafe bytes.unsafeLoadUnaligned(as: UInt32.self)))
      guard payloadCount <= payloadBytesMax else {
        throw .invalid("length (\(payloadCount) bytes)")
      }
      sequence = UInt32(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self))
      kind = UInt16(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt16.self))
    }
  }
}
