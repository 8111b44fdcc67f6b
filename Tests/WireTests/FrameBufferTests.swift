import Testing
import Wire

@Suite struct `A frame buffer` {
  static let frames = [
    Answer.done.frame(sequence: 1),
    Answer.result([UInt8](repeating: 7, count: 1_000)).frame(sequence: 2),
    Answer.hardened(version: 1).frame(sequence: 3), Answer.done.frame(sequence: .max),
  ]

  @Test(arguments: [1, 2, 3, 9, 10, 11, 13, 100, 4_096])
  func `gives whole messages in their order, however they come`(pieceBytes: Int) throws {
    let bytes = Self.frames.flatMap(\.bytes)
    var buffer = FrameBuffer()
    var taken: [Frame] = []
    for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
      buffer.add(bytes[start..<min(start + pieceBytes, bytes.count)])
      while let frame = try buffer.takeFrame() { taken.append(frame) }
    }
    #expect(taken == Self.frames)
    #expect(buffer.count == 0)
  }

  @Test func `gives nothing while a message is not whole`() throws {
    let bytes = Self.frames[1].bytes
    var buffer = FrameBuffer()
    for byte in bytes.dropLast() {
      buffer.add([byte])
      #expect(try buffer.takeFrame() == nil)
    }
    #expect(buffer.count == bytes.count - 1)
  }

  @Test(arguments: [0, 1, 4_095])
  func `takes the longest message there may be, behind another`(before: Int) throws {
    let first = Frame(sequence: 1, kind: 1, payload: [UInt8](repeating: 1, count: before))
    let longest = Frame(
      sequence: 2, kind: 1, payload: [UInt8](repeating: 2, count: Frame.payloadBytesMax))
    var buffer = FrameBuffer()
    var rest = (first.bytes + longest.bytes)[...]
    var taken: [Frame] = []
    while !rest.isEmpty {
      rest = rest.dropFirst(buffer.add(rest))
      while let frame = try buffer.takeFrame() { taken.append(frame) }
      #expect(buffer.count <= FrameBuffer.bytesMax)
    }
    #expect(taken == [first, longest])
  }

  @Test func `refuses a message that announces too much, before it comes`() {
    var header = Frame(sequence: 1, kind: 1, payload: []).bytes
    header.replaceSubrange(0..<4, with: [1, 0, 0x10, 0])
    var buffer = FrameBuffer()
    buffer.add(header[...])
    for _ in 0..<2 {
      #expect(throws: WireError.invalid("length (1048577 bytes)")) { try buffer.takeFrame() }
    }
  }

  @Test(arguments: [0, -1]) func `holds what it had when nothing can be read`(result: Int) throws {
    var buffer = FrameBuffer()
    let bytes = Self.frames[1].bytes
    buffer.add(bytes.prefix(20))
    #expect(buffer.fill { _ in result } == result)
    buffer.add(bytes.dropFirst(20))
    #expect(try buffer.takeFrame() == Self.frames[1])
  }
}

extension FrameBuffer {
  /// Fills the buffer as a `read` would that has these bytes, and says how many it took.
  @discardableResult
  fileprivate mutating func add(_ bytes: ArraySlice<UInt8>) -> Int {
    fill { room in
      let count = min(room.count, bytes.count)
      room.copyBytes(from: bytes.prefix(count))
      return count
    }
  }
}
