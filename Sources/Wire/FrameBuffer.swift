/// What has arrived over the wire and was not taken yet: bytes in, whole messages out.
///
/// One `read` may bring a part of a message, a message, or several. Whoever reads fills the buffer
/// with what there is, so a message costs one system call however it is made up. The buffer grows up
/// to one message of the greatest length.
package struct FrameBuffer: Sendable {
  /// The buffer's first size: room for any ordinary message.
  private static let bytesAtFirst = 1 << 16
  /// The buffer's greatest size.
  package static let bytesMax = Frame.headerBytes + Frame.payloadBytesMax

  private var storage = [UInt8](repeating: 0, count: bytesAtFirst)
  /// Where in `storage` the bytes are that have arrived and were not taken.
  private var pending = 0..<0

  /// An empty buffer.
  package init() {}

  /// The number of bytes that were not taken yet.
  package var count: Int { pending.count }

  /// Lets `read` put bytes behind those that are there.
  ///
  /// - Parameter read: Is given room, and returns how many bytes it put there; none if that is not a
  ///   positive number.
  /// - Returns: What `read` returned.
  /// - Precondition: `takeFrame()` has found no whole message since the last time.
  package mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
    makeRoom()
    let end = pending.upperBound
    let count = unsafe storage.withUnsafeMutableBytes { bytes in
      unsafe read(UnsafeMutableRawBufferPointer(rebasing: bytes[end...]))
    }
    if count > 0 {
      precondition(count <= storage.count - end, "more bytes than there was room for")
      pending = pending.lowerBound..<end + count
    }
    return count
  }

  private mutating func makeRoom() {
    if pending.isEmpty {
      pending = 0..<0
    } else if pending.upperBound == storage.count {
      precondition(pending.count < Self.bytesMax, "a whole message was not taken")
      storage.removeSubrange(..<pending.lowerBound)
      pending = 0..<pending.count
      let count = min(max(2 * pending.count, Self.bytesAtFirst), Self.bytesMax)
      storage += repeatElement(0, count: count - storage.count)
    }
  }

  /// Whether a whole message is there to be taken; what follows one that is none is none either.
  package var hasFrame: Bool {
    guard let header = try? header() else { return false }
    return pending.count - Frame.headerBytes >= header.payloadCount
  }

  /// The header of the first message, or nil if it is not whole yet.
  private func header() throws(WireError) -> Frame.Header? {
    guard pending.count >= Frame.headerBytes else { return nil }
    return try Frame.Header(storage.span.bytes.extracting(pending))
  }

  /// Takes the first message, or nil if it is not whole yet.
  ///
  /// - Throws: `WireError.invalid` if it announces more than `Frame.payloadBytesMax`. Nothing after
  ///   it can be told apart, so the same is thrown from then on.
  package mutating func takeFrame() throws(WireError) -> Frame? {
    guard let header = try header() else { return nil }
    let start = pending.lowerBound + Frame.headerBytes
    let end = start + header.payloadCount
    guard pending.upperBound >= end else { return nil }
    pending = end..<pending.upperBound
    return Frame(
      sequence: header.sequence, kind: header.kind, payload: Array(storage[start..<end]))
  }
}
