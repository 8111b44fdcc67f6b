internal import LinuxABI

// What fcntl changes of a pipe: its size.
extension Kernel {
  /// How large a pipe anybody may have (`fs.pipe-max-size`), and any may be.
  private static var pipeBytesMax: UInt64 { 1 << 20 }
  private static var pipeBytesLimit: UInt64 { 1 << 31 }

  /// F_GETPIPE_SZ and F_SETPIPE_SZ.
  ///
  /// Source: fcntl(2), "Changing the capacity of a pipe"; `fs/pipe.c: pipe_fcntl, pipe_set_size, round_pipe_size`.
  mutating func pipeSize(_ call: RegisterCall, _ file: Int32, by caller: Int32) throws(Errno)
    -> Outcome
  {
    let pipe = openFiles[file].pipe
    // fcntl(2), EBADF: it is no pipe.
    guard pipe >= 0 else { throw .badFileDescriptor }
    if call.intB == 1_031 {
      let wanted = max(call.c & 0xffff_ffff, UInt64(PipeRecord.pageBytes))
      // fcntl(2), EINVAL.
      guard wanted <= Self.pipeBytesLimit else { throw .invalidArgument }
      let size = UInt64(1) << UInt64(64 - (wanted - 1).leadingZeroBitCount)
      let pages = Int(size) / PipeRecord.pageBytes
      // fcntl(2), EPERM and EBUSY.
      guard
        pages <= fileSide.pipes[pipe].pagesMax || size <= Self.pipeBytesMax
          || hasCapability(.systemResource, caller)
      else { throw .notPermitted }
      guard pages >= fileSide.pipes[pipe].pages.count else { throw .resourceBusy }
      let wasFull = fileSide.pipes[pipe].isFull
      fileSide.pipes[pipe].pagesMax = pages
      if wasFull, !fileSide.pipes[pipe].isFull { notifyWriters(of: pipe) }
    }
    return .value(Int64(fileSide.pipes[pipe].pagesMax * PipeRecord.pageBytes))
  }
}
