internal import LinuxABI

// What a descriptor of a process tells of it, by ioctl (PIDFD_GET_INFO).
extension Kernel {
  /// What can be asked for, and what was answered (`PIDFD_INFO_...`).
  ///
  /// There are no control groups, so none is told of.
  private enum Facts {
    static var numbers: UInt64 { 1 }
    static var credentials: UInt64 { 2 }
    static var end: UInt64 { 8 }
    static var coreDump: UInt64 { 16 }
  }

  /// `PIDFD_INFO_SIZE_VER0`.
  private static var factsBytesMin: UInt64 { 64 }

  /// Whether a request is PIDFD_GET_INFO, with a structure of that size or a later one.
  ///
  /// Source: `fs/pidfs.c: pidfs_ioctl_valid`.
  static func isFactsRequest(_ request: UInt64) -> Bool {
    request & 0xffff == 0xff0b && request >> 30 & 3 == 3
      && request >> 16 & 0x3fff >= factsBytesMin
  }

  /// Whether an ioctl reads what is asked for: the first word of `struct pidfd_info`.
  package func readsFactsWanted(_ descriptor: Int32, _ request: UInt64, of task: TaskID) -> Bool {
    guard let slot = slot(of: task), Self.isFactsRequest(request & 0xffff_ffff),
      let file = try? openFile(FileDescriptor(rawValue: descriptor), of: slot)
    else { return false }
    return openFiles[file].process != nil
  }

  /// Source: `fs/pidfs.c: pidfd_info`.
  mutating func processFacts(
    _ file: OpenFileRecord, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // EINVAL: there is nowhere to store it.
    guard call.c != 0 else { throw .invalidArgument }
    guard call.bytes.count >= 8 else { throw .badAddress }
    let wanted = call.bytes.littleEndian(at: 0, count: 8)
    let task = file.process.flatMap { slot(of: $0) } ?? -1
    var told: UInt64 = 0
    var numbers: [UInt32] = [0, 0, 0]
    var identities = [UInt32](repeating: 0, count: 8)
    var mask: UInt64 = 0
    if wanted & Facts.end != 0, file.exitCode >= 0 { told |= Facts.end }
    if wanted & Facts.coreDump != 0 { told |= Facts.coreDump }
    if task >= 0 {
      // ESRCH: the caller does not see it. Source: `pid_in_current_pidns`.
      guard number(of: task, seenBy: caller) > 0 else { throw .noSuchProcess }
      let who = credentials(of: task)
      let users = [who.realUserID, who.userID, who.savedUserID, who.userID]
      let groups = [who.realGroupID, who.groupID, who.savedGroupID, who.groupID]
      for place in 0..<4 {
        identities[2 * place] = idNumber(users[place], .user, seenBy: caller)
        identities[2 * place + 1] = idNumber(groups[place], .group, seenBy: caller)
      }
      let parent = parent(of: task)
      let found = [
        number(of: task, seenBy: caller), processNumber(of: task, seenBy: caller),
        parent >= 0 ? processNumber(of: parent, seenBy: caller) : 0,
      ]
      numbers = found.map { UInt32(bitPattern: $0) }
      told |= Facts.numbers | Facts.credentials
      // PIDFD_COREDUMP_USER, PIDFD_COREDUMP_SKIP.
      if told & Facts.coreDump != 0, taskTable[task].mm >= 0 {
        mask = memory.spaces[taskTable[task].mm].isDumpable ? 4 : 2
      }
    } else if wanted & Facts.end == 0 {
      // ESRCH: of one that is reaped there is only its end.
      throw .noSuchProcess
    }
    let code = told & Facts.end != 0 ? UInt32(bitPattern: file.exitCode) : 0
    var bytes = littleEndian([told, 0])
    for word in numbers + identities + [code] {
      bytes += littleEndian([UInt64(word)]).prefix(4)
    }
    bytes += littleEndian([mask])
    let size = Int(call.b >> 16 & 0x3fff)
    if bytes.count < size { bytes += [UInt8](repeating: 0, count: size - bytes.count) }
    keep(Array(bytes.prefix(size)), for: caller)
    return .value(0)
  }

  /// Has descriptors of a task that is released remember how it ended.
  ///
  /// Source: `fs/pidfs.c: pidfs_exit`.
  @inline(never)
  mutating func keepEnd(of task: Int32) {
    let name = id(of: task)
    let group = taskTable[task].signal
    let code =
      signals[group].groupExit == .begun
      ? signals[group].groupExitCode : taskTable[task].exitCode
    for file in openFiles.indices where openFiles[file].process == name {
      openFiles[file].exitCode = code
    }
  }
}
