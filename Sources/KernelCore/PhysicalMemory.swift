internal import LinuxABI

/// The frames that hold pages, each with the number of page-table entries and shared objects that
/// refer to it.
///
/// # Theory of operation
///
/// A copy of a kernel shares the bytes of every frame with its original until one of them writes:
/// so a copy costs a reference a frame, however much memory there is. Whoever writes asks whether the
/// bytes are its own, and moves the frame to bytes of its own if not. Places of bytes that were given
/// out before then are wrong, which `moves` tells.
struct PhysicalMemory: Sendable {
  static var wordsPerFrame: Int { 512 }

  private var frames = Table<Frame>()
  private var users = Table<Int32>()
  private var freeFrames = Table<Int32>()
  /// Counts whatever changes the contents of a frame here; stores that go past this table are
  /// counted by who makes them (`Kernel.noteDirectStores`).
  var contentStamp: UInt64 = 0
  /// Counts the frames that were moved to other bytes.
  private(set) var moves: UInt = 0
  /// How many frames are in use.
  var usedCount: Int { users.count - freeFrames.count }

  /// Gives it tables of its own; the bytes of the frames stay shared until they are written to.
  mutating func makeUnique() {
    frames.makeUnique()
    users.makeUnique()
    freeFrames.makeUnique()
  }

  /// A frame of zeroes, with one user.
  mutating func allocate() -> Int32 {
    contentStamp &+= 1
    if let frame = freeFrames.popLast() {
      users[Int(frame)] = 1
      if frames[Int(frame)].isUnique() {
        unsafe frames[Int(frame)].words.update(repeating: 0, count: Self.wordsPerFrame)
      } else {
        frames[Int(frame)] = Frame()
      }
      return frame
    }
    users.append(1)
    frames.append(Frame())
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
    contentStamp &+= 1
    let copy = Frame(copying: frames[Int(source)])
    guard let frame = freeFrames.popLast() else {
      users.append(1)
      frames.append(copy)
      return Int32(users.count - 1)
    }
    users[Int(frame)] = 1
    frames[Int(frame)] = copy
    return frame
  }

  /// Gives a frame bytes of its own, if a copy of this memory has them too.
  @inline(__always)
  private mutating func own(_ frame: Int32) {
    if !frames[Int(frame)].isUnique() { move(frame) }
  }

  @inline(never)
  private mutating func move(_ frame: Int32) {
    moves &+= 1
    frames[Int(frame)] = Frame(copying: frames[Int(frame)])
  }

  /// Where the bytes of a frame are, to be read, until the frame is moved.
  ///
  /// They lie as in the memory of a little-endian machine, on one.
  @unsafe @inline(__always)
  func bytes(of frame: Int32) -> UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(frames[Int(frame)].words)
  }

  /// Where the bytes of a frame are, to be written, until this memory is copied.
  @unsafe @inline(__always)
  mutating func ownBytes(of frame: Int32) -> UnsafeMutableRawPointer {
    own(frame)
    return unsafe bytes(of: frame)
  }

  /// Reads up to eight bytes that lie in one frame, least significant byte first.
  @inline(__always)
  func read(_ frame: Int32, at offset: Int, byteCount: Int) -> UInt64 {
    precondition(offset >= 0 && offset + byteCount <= Self.wordsPerFrame * 8, "one frame only")
    let words = unsafe frames[Int(frame)].words
    let word = offset >> 3
    let shift = UInt64(offset & 7) * 8
    var value = unsafe words[word] >> shift
    if offset & 7 + byteCount > 8 { unsafe value |= words[word + 1] << (64 - shift) }
    return value & Self.mask(byteCount)
  }

  /// Writes up to eight bytes that lie in one frame, least significant byte first.
  @inline(__always)
  mutating func write(_ frame: Int32, at offset: Int, byteCount: Int, _ value: UInt64) {
    precondition(offset >= 0 && offset + byteCount <= Self.wordsPerFrame * 8, "one frame only")
    contentStamp &+= 1
    own(frame)
    let words = unsafe frames[Int(frame)].words
    let word = offset >> 3
    let shift = UInt64(offset & 7) * 8
    let mask = Self.mask(byteCount)
    unsafe words[word] = unsafe words[word] & ~(mask << shift) | (value & mask) << shift
    if offset & 7 + byteCount > 8 {
      let rest = 64 - shift
      unsafe words[word + 1] = unsafe words[word + 1] & ~(mask >> rest) | (value & mask) >> rest
    }
  }

  /// Writes bytes that lie in one frame.
  mutating func write(_ frame: Int32, at offset: Int, _ bytes: ArraySlice<UInt8>) {
    precondition(offset >= 0 && offset + bytes.count <= Self.wordsPerFrame * 8, "one frame only")
    contentStamp &+= 1
    let target = unsafe ownBytes(of: frame) + offset
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
    unsafe (ownBytes(of: frame) + offset).initializeMemory(
      as: UInt8.self, repeating: 0, count: count)
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

/// The bytes of a frame, and where they are.
@safe
private struct Frame: @unchecked Sendable {
  private var bytes: FrameBytes
  /// Where they are, as long as this has them.
  let words: UnsafeMutablePointer<UInt64>

  /// Zeroes.
  init() {
    bytes = .make()
    unsafe words = unsafe bytes.words
    unsafe words.initialize(repeating: 0, count: PhysicalMemory.wordsPerFrame)
  }

  /// Bytes of its own that are equal to another's.
  init(copying other: Frame) {
    bytes = .make()
    unsafe words = unsafe bytes.words
    unsafe words.initialize(from: other.words, count: PhysicalMemory.wordsPerFrame)
  }

  /// Whether nobody else has the bytes.
  @inline(__always)
  mutating func isUnique() -> Bool { isKnownUniquelyReferenced(&bytes) }
}

/// The bytes of a frame: a class, so that they go when the last kernel goes that has them.
private final class FrameBytes: ManagedBuffer<Void, UInt64> {
  static func make() -> FrameBytes {
    let made = create(minimumCapacity: PhysicalMemory.wordsPerFrame) { _ in }
    return unsafe unsafeDowncast(made, to: FrameBytes.self)
  }

  @inline(__always)
  var words: UnsafeMutablePointer<UInt64> {
    unsafe withUnsafeMutablePointerToElements { unsafe $0 }
  }
}
