internal import LinuxABI

// Reads and writes of several pieces of memory, and at places that the call says.
extension Kernel {
  /// The most pieces of one call (`UIO_MAXIOV`).
  private static var piecesMax: UInt64 { 1_024 }

  /// Source: readv(2), pread(2); `fs/read_write.c: do_readv, ksys_pread64, do_preadv`.
  mutating func vectorTransfer(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let descriptor = FileDescriptor(rawValue: call.intA)
    var position: Int?
    switch call.number {
    // -1 is the place of the open file. Source: `fs/read_write.c: SYSCALL_DEFINE6(preadv2)`.
    case .preadv2 where call.d == .max, .pwritev2 where call.d == .max: break
    case .pread64, .pwrite64, .preadv, .pwritev, .preadv2, .pwritev2:
      // The upper half of preadv's place is no part of it on 64-bit machines.
      // Source: `fs/read_write.c: pos_from_hilo`.
      position = Int(truncatingIfNeeded: call.d)
      // pread(2), EINVAL: before the descriptor is looked at.
      guard Int64(bitPattern: call.d) >= 0 else { throw .invalidArgument }
    default: break
    }
    let file = try openFile(descriptor, of: caller)
    if position != nil {
      // pread(2), ESPIPE: also before it is seen whether the file is open for that.
      guard openFiles[file].process == nil else { throw .illegalSeek }
      try checkHasPositions(openFiles[file])
    }
    var transfer: FileTransfer
    let (address, count) = (UserAddress(rawValue: call.b), Int(truncatingIfNeeded: call.c))
    switch call.number {
    case .pread64:
      transfer = try self.transfer(
        reading: descriptor,
        address == .null ? .inline(count: count) : .memory(address, count: count))
    case .pwrite64:
      transfer = try self.transfer(
        writing: descriptor,
        address == .null ? .bytes(call.bytes) : .memory(address, count: count))
    default:
      let direction: FileTransfer.Direction =
        [.readv, .preadv, .preadv2].contains(call.number) ? .read : .write
      transfer = FileTransfer(descriptor: descriptor, direction: direction)
      transfer.pieces = try pieces(at: call.b, count: call.c, of: caller)
      transfer.count = transfer.pieces.reduce(0) { $0 + $1.count }
    }
    transfer.position = position
    if call.number == .preadv2 || call.number == .pwritev2 {
      try apply(call.f & 0xffff_ffff, to: &transfer, file)
    }
    return try begin(transfer, by: caller)
  }

  /// Has a transfer follow the flags of preadv2 and pwritev2.
  ///
  /// Source: preadv2(2); `include/linux/fs.h: kiocb_set_rw_flags`.
  private mutating func apply(
    _ flags: UInt64, to transfer: inout FileTransfer, _ file: Int32
  ) throws(Errno) {
    // preadv2(2), EOPNOTSUPP: RWF_HIPRI is 1, RWF_DSYNC 2, RWF_SYNC 4, RWF_NOWAIT 8, RWF_APPEND 16, RWF_NOAPPEND 32,
    // RWF_NOSIGNAL 256; a file in memory has no RWF_NOWAIT, RWF_ATOMIC and RWF_DONTCACHE.
    guard flags & ~0x13f == 0 else { throw .notSupported }
    // preadv2(2), EINVAL: RWF_APPEND and RWF_NOAPPEND.
    guard flags & 0x30 != 0x30 else { throw .invalidArgument }
    if flags & 0x100 != 0 { transfer.messageFlags |= MessageFlags.noSignal }
    transfer.ignoresAppending = flags & 32 != 0
    if flags & 8 != 0 {
      guard openFiles[file].pipe >= 0 || openFiles[file].special >= 0 else { throw .notSupported }
      transfer.messageFlags |= MessageFlags.neverWaits
    }
    if flags & 16 != 0, transfer.direction == .write, openFiles[file].isOfPlace,
      let node = openFiles[file].place.node, tree[node].kind == .file
    {
      let end = tree[node].contents.count
      if transfer.position == nil { openFiles[file].offset = end } else { transfer.position = end }
    }
  }

  /// Reads an array of `struct iovec` from a task's memory.
  ///
  /// Source: `lib/iov_iter.c: __import_iovec`.
  mutating func pieces(
    at address: UInt64, count: UInt64, of task: Int32
  ) throws(Errno) -> ContiguousArray<FileTransfer.Piece> {
    // readv(2), EINVAL: more than IOV_MAX.
    guard count <= Self.piecesMax else { throw .invalidArgument }
    let bytes = copyFromUser(taskTable[task].mm, address, count: Int(count) * 16)
    // readv(2), EFAULT.
    guard bytes.count == Int(count) * 16 else { throw .badAddress }
    var pieces: ContiguousArray<FileTransfer.Piece> = []
    var left = Self.transferBytesMax
    for place in 0..<Int(count) {
      let length = bytes.littleEndian(at: place * 16 + 8, count: 8)
      // readv(2), EINVAL: a length that is negative as a signed number.
      guard Int64(bitPattern: length) >= 0 else { throw .invalidArgument }
      let taken = Int(min(length, UInt64(left)))
      left -= taken
      pieces.append(.init(address: bytes.littleEndian(at: place * 16, count: 8), count: taken))
    }
    return pieces
  }
}
