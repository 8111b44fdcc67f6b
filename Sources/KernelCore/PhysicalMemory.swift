internal import LinuxABI

/// The frames that hold pages, each with the number of page-table entries and shared objects that
/// refer to it.
struct PhysicalMemory: Sendable {
  static var wordsPerFrame: Int { 512 }

  private var words = Table<UInt64>()
  private var users = Table<Int32>()
  private var freeFrames = Table<Int32>()
  /// Counts whatever changes the contents of a frame here; stores that go past this table are
  /// counted by who makes them (`Kernel.noteDirectStores`).
  var contentStamp: UInt64 = 0
  /// How many frames are in use.
  var usedCount: Int { users.count - freeFrames.count }

  /// Gives it memory of its own.
  mutating func makeUnique() {
    words.makeUnique()
    users.makeUnique()
    freeFrames.makeUnique()
  }

  /// A frame of zeroes, with one user.
  mutating func allocate() -> Int32 {
    contentStamp &+= 1
    if let frame = freeFrames.popLast() {
      users[Int(frame)] = 1
      let start = Int(frame) * Self.wordsPerFrame
      words.fill(start..<start + Self.wordsPerFrame, with: 0)
      return frame
    }
    users.append(1)
    words.append(repeating: 0, count: Self.wordsPerFrame)
    return Int32(users.count - 1)
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

  /// A frame with the contents of another, with one user.
  mutating func allocateCopy(of source: Int32) -> Int32 {
    let frame = allocate()
    let start = Int(source) * Self.wordsPerFrame
    words.copy(start..<start + Self.wordsPerFrame, to: Int(frame) * Self.wordsPerFrame)
    return frame
  }

  /// Where the bytes of a frame are, until the next frame is allocated.
  ///
  /// They lie as in the memory of a little-endian machine, on one.
  @unsafe @inline(__always)
  func bytes(of frame: Int32) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(words.start + Int(frame) * Self.wordsPerFrame)
  }

  /// Reads up to eight bytes that lie in one frame, least significant byte first.
  @inline(__always)
  func read(_ frame: Int32, at offset: Int, byteCount: Int) -> UInt64 {
    let word = Int(frame) * Self.wordsPerFrame + offset >> 3
    let shift = UInt64(offset & 7) * 8
    var value = words[word] >> shift
    if offset & 7 + byteCount > 8 { value |= words[word + 1] << (64 - shift) }
    return value & Self.mask(byteCount)
  }

  /// Writes up to eight bytes that lie in one frame, least significant byte first.
  @inline(__always)
  mutating func write(_ frame: Int32, at offset: Int, byteCount: Int, _ value: UInt64) {
    contentStamp &+= 1
    let word = Int(frame) * Self.wordsPerFrame + offset >> 3
    let shift = UInt64(offset & 7) * 8
    let mask = Self.mask(byteCount)
    words[word] = words[word] & ~(mask << shift) | (value & mask) << shift
    if offset & 7 + byteCount > 8 {
      let rest = 64 - shift
      words[word + 1] = words[word + 1] & ~(mask >> rest) | (value & mask) >> rest
    }
  }

  /// Writes bytes that lie in one frame.
  mutating func write(_ frame: Int32, at offset: Int, _ bytes: ArraySlice<UInt8>) {
    precondition(offset >= 0 && offset + bytes.count <= Self.wordsPerFrame * 8, "one frame only")
    contentStamp &+= 1
    let target = unsafe self.bytes(of: frame) + offset
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe target.copyMemory(from: start, byteCount: source.count)
    }
  }

  /// Makes the rest of a frame zero, from a byte on.
  mutating func clear(_ frame: Int32, from offset: Int) {
    precondition(offset >= 0 && offset <= Self.wordsPerFrame * 8, "one frame only")
    contentStamp &+= 1
    let count = Self.wordsPerFrame * 8 - offset
    unsafe (bytes(of: frame) + offset).initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// The first bytes of a frame.
  func bytes(of frame: Int32, at offset: Int = 0, count: Int) -> [UInt8] {
    precondition(offset >= 0 && count >= 0 && offset + count <= Self.wordsPerFrame * 8)
    let start = unsafe bytes(of: frame) + offset
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Whether a frame begins with these bytes.
  func holds(_ wanted: ArraySlice<UInt8>, in frame: Int32) -> Bool {
    precondition(wanted.count <= Self.wordsPerFrame * 8, "one frame only")
    let start = unsafe bytes(of: frame)
    return unsafe wanted.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress else { return true }
      return unsafe Self.areEqual(first, UnsafeRawPointer(start), bytes.count)
    }
  }

  private static func areEqual(
    _ one: UnsafeRawPointer, _ other: UnsafeRawPointer, _ count: Int
  ) -> Bool {
    var offset = 0
    while offset + 8 <= count {
      let (a, b) = unsafe (
        one.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
        other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      )
      if a != b { return false }
      offset += 8
    }
    while offset < count {
      let (a, b) = unsafe (
        one.load(fromByteOffset: offset, as: UInt8.self),
        other.load(fromByteOffset: offset, as: UInt8.self)
      )
      if a != b { return false }
      offset += 1
    }
    return true
  }

  @inline(__always)
  private static func mask(_ byteCount: Int) -> UInt64 {
    byteCount == 8 ? ~0 : (1 << (UInt64(byteCount) * 8)) &- 1
  }
}
