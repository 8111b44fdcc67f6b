internal import LinuxABI

// Where in a file a call works, and how long the file is.
extension Kernel {
  /// Whether a file has places at all.
  ///
  /// - Throws: ESPIPE. Source: `fs/read_write.c: ksys_pread64`, FMODE_PREAD.
  func checkHasPositions(_ record: OpenFileRecord) throws(Errno) {
    guard record.pipe < 0, record.special < 0, !record.isConsole else { throw .illegalSeek }
    if let node = record.place.node, tree[node].kind == .terminal { throw .illegalSeek }
  }

  /// Source: lseek(2); `fs/read_write.c: vfs_llseek, generic_file_llseek_size`.
  mutating func lseek(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let record = openFiles[file]
    // lseek(2), EINVAL: SEEK_HOLE is the last.
    guard call.c <= 4 else { throw .invalidArgument }
    // lseek(2), ESPIPE.
    guard record.process == nil else { throw .illegalSeek }
    // Source: `fs/eventfd.c: eventfd_fops` and its like, noop_llseek.
    if record.special >= 0, ![.socket, .namespace].contains(fileSide.specials[record.special].kind)
    {
      return .value(0)
    }
    try checkHasPositions(record)
    var size = 0
    if let node = record.place.node {
      switch tree[node].kind {
      // Source: `drivers/char/mem.c: null_lseek`.
      case .null, .zero, .full:
        openFiles[file].offset = 0
        return .value(0)
      // Source: `fs/read_write.c: noop_llseek`.
      case .random, .urandom: return .value(Int64(record.offset))
      // lseek(2), EINVAL: the end of a directory is nowhere. Source: `fs/libfs.c: offset_dir_llseek`.
      case .directory:
        guard call.c <= 1 else { throw .invalidArgument }
      default: size = tree[node].contents.count
      }
    } else if call.c > 1, type(of: record.place) == .regular,
      ProcessEntry(at: record.place).kind.isSequence
    {
      // EINVAL: nobody knows where it ends. Source: `fs/seq_file.c: seq_lseek`.
      throw .invalidArgument
    }
    let wanted = Int64(bitPattern: call.b)
    let base: Int64
    switch call.c {
    case 0: base = 0
    case 1: base = Int64(record.offset)
    case 2: base = Int64(size)
    // SEEK_DATA, SEEK_HOLE: all of a file is data. Source: lseek(2), ENXIO.
    default:
      guard wanted >= 0, wanted < Int64(size) else { throw .noSuchAddress }
      openFiles[file].offset = call.c == 3 ? Int(wanted) : size
      return .value(Int64(openFiles[file].offset))
    }
    // lseek(2), EINVAL: a sum beyond the largest wraps, and is below 0. Source: `vfs_setpos`.
    let place = base &+ wanted
    guard place >= 0, let offset = Int(exactly: place) else { throw .invalidArgument }
    openFiles[file].offset = offset
    return .value(place)
  }

  /// Source: truncate(2); `fs/open.c: vfs_truncate`.
  mutating func truncate(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // truncate(2), EINVAL.
    guard Int64(bitPattern: call.b) >= 0 else { throw .invalidArgument }
    let place = try find(call.bytes, by: caller)
    switch type(of: place) {
    // truncate(2), EISDIR and EINVAL.
    case .directory: throw .isDirectory
    case .regular: break
    default: throw .invalidArgument
    }
    // truncate(2), EACCES.
    guard permits(2, at: place, to: fileAccessor(caller), by: caller) else {
      throw .permissionDenied
    }
    // Nothing is there to be cut. Source: `fs/proc/base.c: proc_setattr`.
    guard let node = place.node else { return .value(0) }
    // truncate(2), ETXTBSY. Source: `fs/open.c: vfs_truncate`, get_write_access.
    guard !isExecuted(node) else { throw .textFileBusy }
    return try setLength(of: node, Int64(bitPattern: call.b), by: caller)
  }

  /// Source: ftruncate(2); `fs/open.c: do_ftruncate`.
  mutating func ftruncate(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // ftruncate(2), EINVAL.
    guard Int64(bitPattern: call.b) >= 0 else { throw .invalidArgument }
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let record = openFiles[file]
    // ftruncate(2), EINVAL: it is no file, or not open for writing.
    guard record.isOfPlace, record.isWritable, let node = record.place.node,
      tree[node].kind == .file
    else { throw .invalidArgument }
    return try setLength(of: node, Int64(bitPattern: call.b), by: caller)
  }

  mutating func setLength(
    of node: Int32, _ length: Int64, by caller: Int32
  ) throws(Errno) -> Outcome {
    // truncate(2), EFBIG: RLIMIT_FSIZE. Source: `fs/attr.c: inode_newsize_ok`.
    let most = resourceLimit(.fileSize, of: taskTable[caller].signal).soft
    if length > Int64(tree[node].contents.count), UInt64(length) > most {
      send(SignalInfo(signal: .fileSize, code: .kernel), to: caller, .thread)
      throw .fileTooLarge
    }
    // truncate(2), EFBIG.
    guard length <= Int64(limits.fileBytesMax) else { throw .fileTooLarge }
    try checkSeals(of: node, newLength: Int(length))
    tree.nowNanoseconds = fileTime
    dropSetID(of: node, by: caller)
    try tree.truncate(node, to: Int(length), limits: limits)
    return .value(0)
  }

  /// Nothing is anywhere but in memory, so there is nothing to wait for.
  ///
  /// Source: fsync(2), EBADF and EINVAL; `fs/sync.c: vfs_fsync_range`.
  func fsync(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let record = openFiles[try openFile(FileDescriptor(rawValue: call.intA), of: caller)]
    guard record.isOfPlace, let node = record.place.node else { throw .invalidArgument }
    switch tree[node].kind {
    case .file, .directory: return .value(0)
    default: throw .invalidArgument
    }
  }
}
