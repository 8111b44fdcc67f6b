internal import LinuxABI

// The calls on files, pipes and directories that have no case of their own.
extension Kernel {
  @inline(never)
  mutating func fileCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    tree.nowNanoseconds = fileTime
    switch call.number {
    case .openat:
      return try open(
        call.bytes, OpenFlags(rawValue: call.intC), mode: UInt32(truncatingIfNeeded: call.d),
        at: call.intA, by: caller)
    case .pipe2: return try pipe2(call, by: caller)
    case .readv, .writev, .pread64, .pwrite64, .preadv, .pwritev:
      return try vectorTransfer(call, by: caller)
    case .lseek: return try lseek(call, by: caller)
    case .truncate: return try truncate(call, by: caller)
    case .ftruncate: return try ftruncate(call, by: caller)
    case .fsync, .fdatasync: return try fsync(call, by: caller)
    case .sync: return .value(0)
    case .ioctl: return try ioctl(call, by: caller)
    case .mkdirat: return try mkdirat(call, by: caller)
    case .unlinkat: return try unlinkat(call, by: caller)
    case .symlinkat: return try symlinkat(call, by: caller)
    case .linkat: return try linkat(call, by: caller)
    case .renameat2: return try renameat2(call, by: caller)
    case .readlinkat: return try readlinkat(call, by: caller)
    case .faccessat, .faccessat2: return try faccessat(call, by: caller)
    case .fchmod, .fchmodat, .fchmodat2: return try chmod(call, by: caller)
    case .fchown, .fchownat: return try chown(call, by: caller)
    case .utimensat: return try utimensat(call, by: caller)
    case .fstat: return try fstat(call, by: caller)
    case .newfstatat: return try newfstatat(call, by: caller)
    case .statx: return try statx(call, by: caller)
    case .statfs, .fstatfs: return try statfs(call, by: caller)
    case .getdents64: return try getdents(call, by: caller)
    case .fchdir: return try fchdir(call, by: caller)
    case .pselect6: return try pselect6(call, by: caller)
    case .closeRange: return try closeRange(call, by: caller)
    case .memfdCreate: return try memfdCreate(call, by: caller)
    default:
      // Source: `kernel/sys_ni.c: sys_ni_syscall`.
      guard call.number.isOfLinux else { throw .notImplemented }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
  }

  /// Source: close_range(2); `fs/file.c: SYSCALL_DEFINE3(close_range)`.
  private mutating func closeRange(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let (first, last) = (call.a & 0xffff_ffff, call.b & 0xffff_ffff)
    // close_range(2), EINVAL: CLOSE_RANGE_UNSHARE and CLOSE_RANGE_CLOEXEC are all flags.
    guard call.c & 0xffff_ffff & ~6 == 0, first <= last else { throw .invalidArgument }
    if call.c & 2 != 0 { unshareFiles(of: caller) }
    let table = taskTable[caller].files
    let end = min(UInt64(fileTables[table].descriptors.count), last + 1)
    for descriptor in first..<max(first, end) {
      let place = Int(descriptor)
      let file = fileTables[table].descriptors[place]
      guard file >= 0 else { continue }
      let isMarked = call.c & 4 != 0
      fileTables[table].setClosesOnExec(Int32(place), isMarked)
      if !isMarked {
        fileTables[table].descriptors[place] = -1
        closeDescriptor(of: file, in: table)
      }
    }
    return .value(0)
  }
}
