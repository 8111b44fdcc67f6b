internal import LinuxABI

/// What a read or a write is to transfer, and how far it is.
struct FileTransfer: Sendable {
  enum Direction: UInt8, Sendable {
    case read
    case write
  }

  /// A piece of the task's memory.
  struct Piece: Sendable {
    var address: UInt64
    var count: Int
  }

  var descriptor: FileDescriptor
  var direction: Direction
  /// The pieces of the task's memory, in order; none where the bytes travel along.
  var pieces: ContiguousArray<Piece> = []
  var isInMemory = true
  /// Whether the call is recv or one of its like: to receive nothing is not to read nothing.
  var isMessage = false
  /// What the call carries to be written, or what the answer will carry.
  var bytes: [UInt8] = []
  /// How many bytes there are in all.
  var count = 0
  /// Where in the file, if the call says so itself (pread).
  var position: Int?
  /// How many bytes are transferred already.
  var done = 0
  /// The flags of a call on a socket, or what flags of another call mean by them.
  var messageFlags: Int32 = 0
  /// Whether it is written where the call says, though the file was opened to be appended to (RWF_NOAPPEND).
  var ignoresAppending = false
  /// What a message has besides its bytes, of sendmsg and recvmsg.
  ///
  /// In a row of one, so that all other transfers stay as small as they are.
  var parts: MessageParts? {
    get { rareParts.first }
    set { rareParts = newValue.map { [$0] } ?? [] }
  }
  var rareParts: ContiguousArray<MessageParts> = []

  /// The open files that it holds, to send them.
  var rights: ContiguousArray<Int32> { parts?.rights ?? [] }

  var left: Int { count - done }

  /// How many bytes are left of the piece that it is at, which may have none.
  var pieceLeft: Int {
    guard isInMemory else { return left }
    var passed = 0
    for piece in pieces {
      if passed == done { return piece.count }
      passed += piece.count
      if passed > done { return passed - done }
    }
    return 0
  }
}

// Bytes between files and the memory of tasks.
extension Kernel {
  /// The most bytes that one call transfers (`MAX_RW_COUNT`).
  ///
  /// Source: `include/linux/fs.h`.
  static var transferBytesMax: Int { 0x7fff_f000 }

  /// Puts bytes where a read wants them: into memory, or into the answer.
  ///
  /// - Returns: How many could be stored; fewer than there are where memory faults.
  mutating func store(
    _ bytes: ArraySlice<UInt8>, _ transfer: inout FileTransfer, of task: Int32
  ) -> Int {
    guard transfer.isInMemory else {
      transfer.bytes.append(contentsOf: bytes)
      transfer.done += bytes.count
      return bytes.count
    }
    var stored = 0
    var passed = 0
    for piece in transfer.pieces where stored < bytes.count {
      let skip = min(max(transfer.done - passed, 0), piece.count)
      passed += piece.count
      guard skip < piece.count else { continue }
      let wanted = min(piece.count - skip, bytes.count - stored)
      let start = bytes.startIndex + stored
      let copied = copyToUser(
        taskTable[task].mm, piece.address &+ UInt64(skip), bytes[start..<start + wanted])
      stored += copied
      transfer.done += copied
      guard copied == wanted else { break }
    }
    return stored
  }

  /// Takes the next bytes that a write brings.
  ///
  /// - Returns: Fewer than `count` where memory faults.
  mutating func load(_ count: Int, _ transfer: FileTransfer, of task: Int32) -> ArraySlice<UInt8> {
    guard transfer.isInMemory else {
      let start = min(transfer.done, transfer.bytes.count)
      return transfer.bytes[start..<min(start + count, transfer.bytes.count)]
    }
    var loaded: [UInt8] = []
    var passed = 0
    for piece in transfer.pieces where loaded.count < count {
      let skip = min(max(transfer.done - passed, 0), piece.count)
      passed += piece.count
      guard skip < piece.count else { continue }
      let wanted = min(piece.count - skip, count - loaded.count)
      let copied = copyFromUser(
        taskTable[task].mm, piece.address &+ UInt64(skip), count: wanted)
      loaded.append(contentsOf: copied)
      guard copied.count == wanted else { break }
    }
    return loaded[...]
  }

  /// What a call answers that has transferred something, or nothing at the end of a file.
  mutating func answer(_ transfer: FileTransfer, of task: Int32) -> Outcome {
    if transfer.direction == .read, !transfer.isInMemory { keep(transfer.bytes, for: task) }
    return .value(Int64(transfer.done))
  }

  // MARK: - What calls ask for

  /// A read of one buffer.
  func transfer(
    reading descriptor: FileDescriptor, _ buffer: UserBuffer
  ) throws(Errno) -> FileTransfer {
    switch buffer {
    case .memory(let address, let count):
      return FileTransfer(
        descriptor: descriptor, direction: .read,
        pieces: [.init(address: address.rawValue, count: min(count, Self.transferBytesMax))],
        count: min(count, Self.transferBytesMax))
    case .inline(let count):
      return FileTransfer(
        descriptor: descriptor, direction: .read, isInMemory: false,
        count: min(count, Self.transferBytesMax))
    // Bytes to write are no place to read into.
    case .bytes: throw .badAddress
    }
  }

  /// A write of one buffer.
  func transfer(
    writing descriptor: FileDescriptor, _ buffer: UserBuffer
  ) throws(Errno) -> FileTransfer {
    switch buffer {
    case .memory(let address, let count):
      return FileTransfer(
        descriptor: descriptor, direction: .write,
        pieces: [.init(address: address.rawValue, count: min(count, Self.transferBytesMax))],
        count: min(count, Self.transferBytesMax))
    case .bytes(let bytes):
      return FileTransfer(
        descriptor: descriptor, direction: .write, isInMemory: false, bytes: bytes,
        count: bytes.count)
    // Room for a reply holds nothing to write.
    case .inline: throw .badAddress
    }
  }

  /// Begins a read or a write, from its descriptor.
  ///
  /// Source: `fs/read_write.c: vfs_read, vfs_write`.
  mutating func begin(_ transfer: FileTransfer, by caller: Int32) throws(Errno) -> Outcome {
    let file = try openFile(transfer.descriptor, of: caller)
    // read(2), write(2), EBADF: it is not open for that.
    guard transfer.direction == .read ? openFiles[file].isReadable : openFiles[file].isWritable
    else { throw .badFileDescriptor }
    // read(2), EINVAL: a process has nothing to read, and takes nothing.
    guard openFiles[file].process == nil else { throw .invalidArgument }
    // A length that is negative as a signed number: no memory is that long.
    // Source: `fs/read_write.c: vfs_read, rw_verify_area`.
    guard transfer.count >= 0 else {
      throw transfer.isInMemory ? .badAddress : .invalidArgument
    }
    // pwrite(2), EINVAL: it would end beyond the last place there is. Source: `fs/read_write.c: rw_verify_area`.
    let place = transfer.position ?? openFiles[file].offset
    guard !place.addingReportingOverflow(transfer.count).overflow else { throw .invalidArgument }
    if openFiles[file].special >= 0 { return try transferOnSpecial(transfer, file, by: caller) }
    if openFiles[file].pipe >= 0 {
      return try transferOnPipe(transfer, file, hasWaited: false, by: caller)
    }
    return transfer.direction == .read
      ? try readFile(transfer, file, by: caller) : try writeFile(transfer, file, by: caller)
  }

  private mutating func readFile(
    _ transfer: FileTransfer, _ file: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let record = openFiles[file]
    // read(2), EISDIR.
    guard type(of: record.place) != .directory else { throw .isDirectory }
    let offset = transfer.position ?? record.offset
    // pread(2), EINVAL and ESPIPE.
    guard offset >= 0 else { throw .invalidArgument }
    if transfer.position != nil { try checkHasPositions(record) }
    guard let node = record.place.node else {
      let text = try processText(of: record.place, seenBy: caller)
      return try give(text[...], from: offset, &transfer, file, by: caller)
    }
    switch tree[node].kind {
    case .file:
      tree.nowNanoseconds = fileTime
      if !record.flags.contains(.noAccessTime) { tree.noteReading(node) }
      return try give(tree[node].contents[...], from: offset, &transfer, file, by: caller)
    case .zero, .full, .random, .urandom:
      return try readDevice(tree[node].kind, &transfer, by: caller)
    case .console, .terminal:
      let count = readableInput(transfer.count)
      let copied = store(input(count), &transfer, of: caller)
      guard copied > 0 || count == 0 else { throw .badAddress }
      takeInput(copied)
      return answer(transfer, of: caller)
    case .null, .directory, .link, .processes, .fifo, .socket, .free:
      return answer(transfer, of: caller)
    }
  }

  /// Gives a reader what is behind a place of some contents.
  private mutating func give(
    _ contents: ArraySlice<UInt8>, from offset: Int, _ transfer: inout FileTransfer, _ file: Int32,
    by caller: Int32
  ) throws(Errno) -> Outcome {
    // The offset may be beyond the end: somebody cut the file.
    let start = min(offset, contents.count)
    let bytes = contents[start..<start + min(transfer.count, contents.count - start)]
    let copied = store(bytes, &transfer, of: caller)
    // read(2), EFAULT: nothing at all could be stored.
    guard copied > 0 || bytes.isEmpty else { throw .badAddress }
    if transfer.position == nil { openFiles[file].offset += copied }
    return answer(transfer, of: caller)
  }

  /// Reads a device that has bytes without end.
  private mutating func readDevice(
    _ kind: FileNode.Kind, _ transfer: inout FileTransfer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let isRandom = kind == .random || kind == .urandom
    // Memory ends by itself; an answer has to end somewhere.
    var left = transfer.isInMemory ? transfer.count : min(transfer.count, limits.fileBytesMax)
    let isEmpty = left == 0
    while left > 0 {
      let count = min(left, Int(Memory.pageBytes))
      let bytes = isRandom ? randomBytes(count) : [UInt8](repeating: 0, count: count)
      let copied = store(bytes[...], &transfer, of: caller)
      left -= copied
      guard copied == count else { break }
    }
    // read(2), EFAULT.
    guard transfer.done > 0 || isEmpty else { throw .badAddress }
    return answer(transfer, of: caller)
  }

  private mutating func writeFile(
    _ transfer: FileTransfer, _ file: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    let record = openFiles[file]
    if let position = transfer.position {
      // pwrite(2), EINVAL and ESPIPE.
      guard position >= 0 else { throw .invalidArgument }
      try checkHasPositions(record)
    }
    guard let node = record.place.node else {
      return try writeProcess(record.place, transfer, by: caller)
    }
    switch tree[node].kind {
    // null(4): it takes everything; full(4), ENOSPC.
    case .null, .zero: return .value(Int64(transfer.count))
    case .full: throw .noSpace
    default: break
    }
    let bytes = load(min(transfer.count, limits.treeBytesMax), transfer, of: caller)
    // write(2), EFAULT: nothing at all could be loaded.
    guard !bytes.isEmpty || transfer.count == 0 else { throw .badAddress }
    switch tree[node].kind {
    case .file: return try write(bytes, to: node, transfer, file, by: caller)
    case .console, .terminal: writeConsole(bytes, record.stream, transfer.descriptor)
    // What is written changes nothing that is to be had from them.
    default: break
    }
    return .value(Int64(bytes.count))
  }

  private mutating func write(
    _ bytes: ArraySlice<UInt8>, to node: Int32, _ transfer: FileTransfer, _ file: Int32,
    by caller: Int32
  ) throws(Errno) -> Outcome {
    if bytes.isEmpty { return .value(0) }
    tree.nowNanoseconds = fileTime
    var offset = transfer.position ?? openFiles[file].offset
    if openFiles[file].flags.contains(.append), !transfer.ignoresAppending {
      offset = tree[node].contents.count
    }
    var bytes = bytes
    let limit = resourceLimit(.fileSize, of: taskTable[caller].signal).soft
    if limit < UInt64(offset + bytes.count) {
      // setrlimit(2), RLIMIT_FSIZE; write(2), EFBIG. Source: `mm/filemap.c: generic_write_check_limits`.
      guard limit > UInt64(offset) else {
        send(SignalInfo(signal: .fileSize, code: .kernel), to: caller, .thread)
        throw .fileTooLarge
      }
      bytes = bytes.prefix(Int(limit) - offset)
    }
    bytes = bytes.prefix(try permittedCount(bytes.count, at: offset, in: node))
    dropSetID(of: node, by: caller)
    let written = try tree.write(node, Array(bytes), at: offset, limits: limits)
    if transfer.position == nil { openFiles[file].offset = offset + written }
    if hasKernelThreads { return dirtyFile(node, from: offset, count: written, by: caller) }
    return .value(Int64(written))
  }
}
