internal import LinuxABI

// Room for files, and advice about their pages, which are all in memory.
extension Kernel {
  /// Source: fallocate(2); `fs/open.c: vfs_fallocate`; `mm/shmem.c: shmem_fallocate`.
  mutating func fallocate(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let mode = call.b & 0xffff_ffff
    let (start, length) = (Int64(bitPattern: call.c), Int64(bitPattern: call.d))
    // fallocate(2), EINVAL.
    guard start >= 0, length > 0 else { throw .invalidArgument }
    // fallocate(2), EOPNOTSUPP: FALLOC_FL_KEEP_SIZE is 1, and FALLOC_FL_PUNCH_HOLE, which needs it, 2. The others are
    // of other file systems.
    guard mode <= 3, mode != 2 else { throw .notSupported }
    let record = openFiles[file]
    // fallocate(2), EBADF, ESPIPE and ENODEV.
    guard record.isWritable else { throw .badFileDescriptor }
    guard record.pipe < 0 else { throw .illegalSeek }
    guard record.isOfPlace, let node = record.place.node, tree[node].kind == .file else {
      throw .noSuchDevice
    }
    // fallocate(2), EFBIG.
    let (end, isOver) = start.addingReportingOverflow(length)
    guard !isOver else { throw .fileTooLarge }
    let old = tree[node].contents.count
    // Holes and room count as writing, as was measured of tmpfs.
    dropSetID(of: node, by: caller)
    if mode == 3 {
      // fallocate(2), EPERM: a seal.
      if let seals = tree[node].seals, !seals.isDisjoint(with: .writing) { throw .notPermitted }
      guard Int64(old) > start else { return .value(0) }
      let zeroes = [UInt8](repeating: 0, count: min(Int(end), old) - Int(start))
      tree.nowNanoseconds = fileTime
      _ = try tree.write(node, zeroes, at: Int(start), limits: limits)
      return .value(0)
    }
    guard end > Int64(old) else { return .value(0) }
    // fallocate(2), ENOSPC.
    guard end <= Int64(limits.fileBytesMax) else { throw .noSpace }
    if mode == 1 {
      guard end - Int64(old) <= Int64(limits.treeBytesMax - tree.byteCount) else { throw .noSpace }
      return .value(0)
    }
    return try setLength(of: node, end, by: caller)
  }

  /// Source: posix_fadvise(2), readahead(2); `mm/fadvise.c: generic_fadvise`; `mm/readahead.c: ksys_readahead`.
  func adviseOnFile(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let record = openFiles[try openFile(FileDescriptor(rawValue: call.intA), of: caller)]
    if call.number == .readahead {
      // readahead(2), EBADF and EINVAL.
      guard record.isReadable else { throw .badFileDescriptor }
      guard record.isOfPlace, type(of: record.place) == .regular else { throw .invalidArgument }
      return .value(0)
    }
    // posix_fadvise(2), ESPIPE and EINVAL.
    guard record.pipe < 0 else { throw .illegalSeek }
    guard Int64(bitPattern: call.c) >= 0, call.d & 0xffff_ffff <= 5 else { throw .invalidArgument }
    return .value(0)
  }

  /// Source: sync_file_range(2); `fs/sync.c: sync_file_range`; syncfs(2).
  func syncPart(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let record = openFiles[try openFile(FileDescriptor(rawValue: call.intA), of: caller)]
    guard call.number == .syncFileRange else { return .value(0) }
    // sync_file_range(2), EINVAL.
    let (start, count) = (Int64(bitPattern: call.b), Int64(bitPattern: call.c))
    guard call.d & 0xffff_ffff & ~7 == 0, start >= 0, count >= 0,
      !start.addingReportingOverflow(count).overflow
    else { throw .invalidArgument }
    // sync_file_range(2), ESPIPE.
    guard record.isOfPlace, [.regular, .directory, .link].contains(type(of: record.place)) else {
      throw .illegalSeek
    }
    return .value(0)
  }
}
