internal import LinuxABI

/// The frames that hold pages, each with the number of page-table entries and shared objects that
/// refer to it.
struct PhysicalMemory: Sendable {
  static var wordsPerFrame: Int { 512 }
  /// Frames come in chunks, so that a copy of the machine that writes copies one of them only.
  private static var framesPerChunk: Int { 16 }

  private var chunks: ContiguousArray<ContiguousArray<UInt64>> = []
  private var users: ContiguousArray<Int32> = []
  private var freeFrames: ContiguousArray<Int32> = []
  /// How many frames are in use.
  var usedCount: Int { users.count - freeFrames.count }

  /// A frame of zeroes, with one user.
  mutating func allocate() -> Int32 {
    if let frame = freeFrames.popLast() {
      users[Int(frame)] = 1
      clear(frame)
      return frame
    }
    let frame = Int32(users.count)
    users.append(1)
    if Int(frame) / Self.framesPerChunk == chunks.count {
      chunks.append(
        ContiguousArray(repeating: 0, count: Self.framesPerChunk * Self.wordsPerFrame))
    }
    return frame
  }

  /// How many refer to a frame.
  @inline(__always)
  func users(of frame: Int32) -> Int32 { users[Int(frame)] }

  /// One more refers to a frame.
  @inline(__always)
  mutating func retain(_ frame: Int32) { users[Int(frame)] += 1 }

  /// One fewer refers to a frame; without any it is free.
  @inline(__always)
  mutating func release(_ frame: Int32) {
    users[Int(frame)] -= 1
    if users[Int(frame)] == 0 { freeFrames.append(frame) }
  }

  private mutating func clear(_ frame: Int32) {
    let (chunk, start) = Self.place(of: frame)
    unsafe chunks[chunk].withUnsafeMutableBufferPointer { words in
      unsafe words[start..<start + Self.wordsPerFrame].update(repeating: 0)
    }
  }

  /// A frame with the contents of another, with one user.
  mutating func allocateCopy(of source: Int32) -> Int32 {
    let frame = allocate()
    let (from, fromStart) = Self.place(of: source)
    let (to, toStart) = Self.place(of: frame)
    // Taken out of the table for a moment, so that two chunks can be at hand at once without a copy.
    var target: ContiguousArray<UInt64> = []
    swap(&target, &chunks[to])
    unsafe target.withUnsafeMutableBufferPointer { words in
      if from == to {
        for word in 0..<Self.wordsPerFrame {
          unsafe words[toStart + word] = words[fromStart + word]
        }
      } else {
        unsafe chunks[from].withUnsafeBufferPointer { source in
          _ = unsafe words[toStart..<toStart + Self.wordsPerFrame].update(
            fromContentsOf: source[fromStart..<fromStart + Self.wordsPerFrame])
        }
      }
    }
    swap(&target, &chunks[to])
    return frame
  }

  /// Reads up to eight bytes that lie in one frame, least significant byte first.
  func read(_ frame: Int32, at offset: Int, byteCount: Int) -> UInt64 {
    let (chunk, start) = Self.place(of: frame)
    let shift = UInt64(offset & 7) * 8
    var value = chunks[chunk][start + offset >> 3] >> shift
    if offset & 7 + byteCount > 8 {
      value |= chunks[chunk][start + offset >> 3 + 1] << (64 - shift)
    }
    return value & Self.mask(byteCount)
  }

  /// Writes up to eight bytes that lie in one frame, least significant byte first.
  mutating func write(_ frame: Int32, at offset: Int, byteCount: Int, _ value: UInt64) {
    let (chunk, start) = Self.place(of: frame)
    let shift = UInt64(offset & 7) * 8
    let mask = Self.mask(byteCount)
    let word = start + offset >> 3
    chunks[chunk][word] = chunks[chunk][word] & ~(mask << shift) | (value & mask) << shift
    if offset & 7 + byteCount > 8 {
      let rest = 64 - shift
      chunks[chunk][word + 1] =
        chunks[chunk][word + 1] & ~(mask >> rest) | (value & mask) >> rest
    }
  }

  private static func mask(_ byteCount: Int) -> UInt64 {
    byteCount == 8 ? ~0 : (1 << (UInt64(byteCount) * 8)) &- 1
  }

  @inline(__always)
  private static func place(of frame: Int32) -> (chunk: Int, start: Int) {
    (Int(frame) / framesPerChunk, Int(frame) % framesPerChunk * wordsPerFrame)
  }
}
