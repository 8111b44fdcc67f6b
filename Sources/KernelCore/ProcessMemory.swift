internal import LinuxABI

// Bytes from the memory of one process to that of another, without either's help.
extension Kernel {
  /// The most bytes that are on their way at one time.
  private static var stretchBytesMax: Int { 1 << 16 }

  /// Carries out process_vm_readv or process_vm_writev.
  ///
  /// Source: process_vm_readv(2); `mm/process_vm_access.c: process_vm_rw, process_vm_rw_core`.
  mutating func processMemory(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // process_vm_readv(2), EINVAL: no flags are known.
    guard call.f == 0 else { throw .invalidArgument }
    let own = try pieces(at: call.b, count: call.c, of: caller)
    let ownCount = own.reduce(0) { $0 + $1.count }
    guard ownCount > 0 else { return .value(0) }
    let theirs = try pieces(at: call.d, count: call.e, of: caller)
    guard theirs.contains(where: { $0.count > 0 }) else { return .value(0) }
    let task = call.intA > 0 ? task(numbered: call.intA, seenBy: caller) : -1
    // process_vm_readv(2), ESRCH and EPERM.
    guard task >= 0 else { throw .noSuchProcess }
    guard mayAccess(task, by: caller) else { throw .notPermitted }
    guard taskTable[task].mm >= 0 else { throw .noSuchProcess }
    let done = transfer(
      own, taskTable[caller].mm, theirs, taskTable[task].mm,
      isRead: call.number == .processVMReadv)
    // process_vm_readv(2), EFAULT: nothing at all could be transferred.
    guard done > 0 else { throw .badAddress }
    return .value(Int64(done))
  }

  /// - Returns: How many bytes were transferred: those before the first that could not be.
  private mutating func transfer(
    _ own: ContiguousArray<FileTransfer.Piece>, _ ownSpace: Int32,
    _ theirs: ContiguousArray<FileTransfer.Piece>, _ theirSpace: Int32, isRead: Bool
  ) -> Int {
    var (place, offset, done) = (0, 0, 0)
    for piece in theirs {
      var passed = 0
      while passed < piece.count {
        while place < own.count, offset == own[place].count { (place, offset) = (place + 1, 0) }
        guard place < own.count else { return done }
        let wanted = min(piece.count - passed, own[place].count - offset, Self.stretchBytesMax)
        let mine = own[place].address &+ UInt64(offset)
        let other = piece.address &+ UInt64(passed)
        let bytes =
          isRead
          ? copyFromUser(theirSpace, other, count: wanted)
          : copyFromUser(ownSpace, mine, count: wanted)
        let stored =
          isRead
          ? copyToUser(ownSpace, mine, bytes[...]) : copyToUser(theirSpace, other, bytes[...])
        done += stored
        passed += stored
        offset += stored
        if stored < wanted { return done }
      }
    }
    return done
  }
}
