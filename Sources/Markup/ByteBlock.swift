/// Eight bytes of a text, looked at together: most text has nothing in it that is to be changed, and
/// byte by byte that is what a large report spends its time to find out.
package struct ByteBlock {
  /// How many bytes a block has.
  @inlinable package static var count: Int { 8 }

  @usableFromInline package let bytes: UInt64

  /// Reads the block at an index.
  ///
  /// - Precondition: So many bytes are left.
  @inlinable package init(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
    bytes = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self)
  }

  /// A block of one byte over and over.
  @inlinable package static func all(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }

  /// Whether all bytes are printable ASCII: from the space to the tilde.
  @inlinable package var isPrintable: Bool {
    // A byte from 0x7F on has its high bit once 1 is added, one below the space once that is taken away.
    (bytes | (bytes &+ Self.all(1)) | (bytes &- Self.all(0x20))) & Self.all(0x80) == 0
  }

  /// Whether one of the bytes is this one, if all are printable.
  @inlinable package func has(_ byte: UInt8) -> Bool {
    let difference = bytes ^ Self.all(byte)
    return (difference &- Self.all(1)) & ~difference & Self.all(0x80) != 0
  }

  /// Whether one of the bytes is `<`, `>` or `&`, if all are printable.
  @inlinable package var hasMarkup: Bool {
    has(UInt8(ascii: "<")) || has(UInt8(ascii: ">")) || has(UInt8(ascii: "&"))
  }
}
