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
    case .lseek: return try lseek(call, by: caller)
    case .mkdirat: return try mkdirat(call, by: caller)
    case .unlinkat: return try unlinkat(call, by: caller)
    default:
      // Source: `kernel/sys_ni.c: sys_ni_syscall`.
      guard call.number.isOfLinux else { throw .notImplemented }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
  }

  /// Source: close_range(2); `fs/file.c: SYSCALL_DEFINE3(close_range)`.
  mutating func closeRange(
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
