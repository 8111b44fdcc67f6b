internal import LinuxABI

// Pipes with a name, and the nodes that mknod makes.
//
// Who opens a pipe with a name has one end of it while it waits for somebody to open the other: so the other sees
// that somebody is there. It goes on once the other end was opened, though that may be closed again by then: each end
// counts how often it was opened, and who waits remembers that number where other files have their place.
extension Kernel {
  /// Source: mknod(2); `fs/namei.c: do_mknodat, may_mknod, vfs_mknod`.
  mutating func mknodat(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let mode = UInt32(truncatingIfNeeded: call.c)
    let device = call.d & 0xffff_ffff
    let kind: FileNode.Kind
    switch mode & 0o170_000 {
    case 0, 0o100_000: kind = .file
    case 0o010_000: kind = .fifo
    case 0o140_000: kind = .socket
    // mknod(2), EPERM: mkdir makes directories. EINVAL: there is no such type.
    case 0o040_000: throw .notPermitted
    case 0o020_000:
      guard let known = Self.device(device) else {
        return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
      }
      kind = known
    case 0o060_000: return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    default: throw .invalidArgument
    }
    let new = try newName(
      call.bytes.prefix { $0 != 0 }, at: call.intA, isDirectory: false, by: caller)
    // mknod(2), EPERM: devices take CAP_MKNOD.
    if mode & 0o170_000 == 0o020_000, !hasCapability(.makeDevices, caller) { throw .notPermitted }
    _ = try makeNode(kind, new.name, mode: mode & 0o7777, in: new.directory, by: caller)
    return .value(0)
  }

  /// The device of a number that there is.
  private static func device(_ number: UInt64) -> FileNode.Kind? {
    switch number {
    case 1 << 8 | 3: .null
    case 1 << 8 | 5: .zero
    case 1 << 8 | 7: .full
    case 1 << 8 | 8: .random
    case 1 << 8 | 9: .urandom
    case 5 << 8: .terminal
    default: nil
    }
  }

  /// Opens one end of a pipe with a name, or both.
  ///
  /// Source: fifo(7); `fs/pipe.c: fifo_open`.
  mutating func openFifo(
    _ node: Int32, _ flags: OpenFlags, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    ensureFileSide()
    let mode = flags.accessModeBits
    // open(2), EINVAL: neither reads nor writes.
    guard mode < 3 else { throw .invalidArgument }
    var pipe = fileSide.pipes.indices.first { fileSide.pipes[$0].node == node } ?? -1
    let readers = pipe >= 0 ? fileSide.pipes[pipe].readers : 0
    let writers = pipe >= 0 ? fileSide.pipes[pipe].writers : 0
    // open(2), ENXIO: nobody reads.
    if mode == 1, flags.contains(.nonBlocking), readers == 0 { throw .noSuchAddress }
    if pipe < 0 { pipe = makeFifo(of: node) }
    var record = OpenFileRecord(
      users: 1, place: FilePlace(node),
      flags: flags.intersection(.kept.union(.direct)),
      pipe: pipe)
    if mode != 1 {
      fileSide.pipes[pipe].readers += 1
      fileSide.pipes[pipe].readerOpens &+= 1
    }
    if mode != 0 {
      fileSide.pipes[pipe].writers += 1
      fileSide.pipes[pipe].writerOpens &+= 1
    }
    let isAlone = mode == 0 && writers == 0 || mode == 1 && readers == 0
    if isAlone {
      record.offset = Int(
        mode == 0 ? fileSide.pipes[pipe].writerOpens : fileSide.pipes[pipe].readerOpens)
    }
    let file = openFiles.allocate(record)
    wakeRetries(.pipe(pipe))
    guard isAlone, !flags.contains(.nonBlocking) else {
      return try install(file, flags, of: caller)
    }
    // What was left of an earlier call that waited.
    if !programSides.isEmpty { forgetRetry(of: caller) }
    let outcome = try waitToRetry(
      call, .pipe(pipe), RetryRule(late: .timedOut, restart: .unlessHandled), file: file, by: caller
    )
    // What waits has it now; what was interrupted has not.
    releaseOpenFile(file)
    return outcome
  }

  /// A task that waited for the other end looks whether it was opened.
  mutating func resumeFifo(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intC)
    guard let file = keptFile(of: task) else {
      return try open(
        call.bytes, flags, mode: UInt32(truncatingIfNeeded: call.d), at: call.intA, by: task)
    }
    let pipe = fileSide.pipes[openFiles[file].pipe]
    let opens = flags.accessModeBits == 0 ? pipe.writerOpens : pipe.readerOpens
    guard openFiles[file].offset != Int(opens) else {
      return try waitToRetry(
        call, .pipe(openFiles[file].pipe), RetryRule(late: .timedOut, restart: .unlessHandled),
        file: file, by: task)
    }
    openFiles[file].offset = 0
    let outcome = try install(file, flags, of: task)
    openFiles[file].users += 1
    return outcome
  }

  private mutating func install(
    _ file: Int32, _ flags: OpenFlags, of task: Int32
  ) throws(Errno) -> Outcome {
    let descriptor: Int
    do throws(Errno) {
      descriptor = try freeDescriptor(of: task)
    } catch {
      if keptFile(of: task) == nil { releaseOpenFile(file) }
      throw error
    }
    return install(
      file, at: descriptor, of: task, closesOnExec: flags.contains(.closeOnExec))
  }

  /// The pipe behind a node that nobody has open.
  private mutating func makeFifo(of node: Int32) -> Int32 {
    var record = PipeRecord(
      number: tree[node].inode, userID: tree[node].userID, groupID: tree[node].groupID,
      madeNanoseconds: fileTime)
    record.node = node
    record.readers = 0
    record.writers = 0
    record.writerOpens = 0
    record.readerOpens = 0
    return fileSide.pipes.allocate(record)
  }
}
