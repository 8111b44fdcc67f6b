internal import LinuxABI

// Descriptors: their flags, and further ones for the same open file.
extension Kernel {
  /// Source: fcntl(2); `fs/fcntl.c: do_fcntl`.
  mutating func fcntl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let descriptor = FileDescriptor(rawValue: call.intA)
    let file = try anyFile(descriptor, of: caller)
    // fcntl(2), EBADF: little can be done with a path. Source: `fs/fcntl.c: check_fcntl_cmd`.
    guard
      !openFiles[file].flags.contains(.path)
        || [0, 1, 2, 3, Self.duplicateAndClose].contains(call.intB)
    else { throw .badFileDescriptor }
    if Self.isLockCommand(call.intB) { return try beginRetried(call, by: caller) }
    let table = taskTable[caller].files
    let place = descriptor.rawValue
    switch call.intB {
    case 0, Self.duplicateAndClose:
      // fcntl(2), EINVAL: beyond RLIMIT_NOFILE.
      guard UInt64(UInt32(truncatingIfNeeded: call.c)) < UInt64(descriptorsMax(of: caller)) else {
        throw .invalidArgument
      }
      let other = try freeDescriptor(of: caller, from: Int(UInt32(truncatingIfNeeded: call.c)))
      openFiles[file].users += 1
      return install(file, at: other, of: caller, closesOnExec: call.intB != 0)
    // F_GETFD
    case 1: return .value(fileTables[table].closeOnExec.contains(place) ? 1 : 0)
    // F_SETFD
    case 2: fileTables[table].setClosesOnExec(place, call.c & 1 != 0)
    // F_GETFL: O_LARGEFILE is always set on 64-bit processors, for what was opened by a path.
    case 3:
      return .value(Int64(openFiles[file].shownFlags))
    // F_SETFL: the bits that can change. Source: `fs/fcntl.c: SETFL_MASK`.
    case 4:
      var changeable: OpenFlags = [.append, .nonBlocking, .noAccessTime]
      if openFiles[file].pipe >= 0 { changeable.formUnion([.direct, .signalling]) }
      if openFiles[file].special >= 0 { changeable.insert(.signalling) }
      let wanted = OpenFlags(rawValue: Int32(truncatingIfNeeded: call.c))
      // fcntl(2), EPERM. Source: `fs/fcntl.c: setfl`.
      if wanted.subtracting(openFiles[file].flags).contains(.noAccessTime),
        openFiles[file].isOfPlace || openFiles[file].isFifo
      {
        try checkOwner(of: openFiles[file].place, by: caller)
      }
      openFiles[file].flags.subtract(changeable)
      openFiles[file].flags.formUnion(wanted.intersection(changeable))
    case 1_031, 1_032: return try pipeSize(call, file, by: caller)
    case 8...11, 15, 16: return try fileSignal(call, file, by: caller)
    // F_ADD_SEALS, F_GET_SEALS
    case 1_033, 1_034: return try sealCall(call, file)
    // Leases, directories that are watched, and hints.
    case 17, 1_024...1_039:
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    // fcntl(2), EINVAL.
    default: throw .invalidArgument
    }
    return .value(0)
  }

  /// F_DUPFD_CLOEXEC of `include/uapi/linux/fcntl.h`.
  private static var duplicateAndClose: Int32 { 1_030 }

  /// Source: dup3(2); `fs/file.c: ksys_dup3`.
  mutating func dup3(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intC)
    // dup3(2), EINVAL: another flag than O_CLOEXEC, or a descriptor for itself.
    guard flags.isSubset(of: .closeOnExec), call.intA != call.intB else {
      throw .invalidArgument
    }
    // dup3(2), EBADF: beyond RLIMIT_NOFILE.
    guard call.intB >= 0, Int(call.intB) < descriptorsMax(of: caller) else {
      throw .badFileDescriptor
    }
    let file = try anyFile(FileDescriptor(rawValue: call.intA), of: caller)
    openFiles[file].users += 1
    let table = taskTable[caller].files
    let replaced = fileTables[table].openFile(behind: FileDescriptor(rawValue: call.intB))
    _ = install(file, at: Int(call.intB), of: caller, closesOnExec: flags == .closeOnExec)
    if replaced >= 0 { closeDescriptor(of: replaced, in: table) }
    return .value(Int64(call.intB))
  }

  /// How many descriptors a task's table may have (`RLIMIT_NOFILE`).
  func descriptorsMax(of task: Int32) -> Int {
    let group = taskTable[task].signal
    guard signals[group].limits >= 0 else { return limits.descriptorsMax }
    return Int(clamping: resourceLimit(.descriptors, of: group).soft)
  }

  /// The lowest free descriptor of a task.
  ///
  /// - Throws: EMFILE if there is none.
  func freeDescriptor(of task: Int32, from start: Int = 0) throws(Errno) -> Int {
    let descriptor = fileTables[taskTable[task].files].lowestFree(from: start)
    // RLIMIT_NOFILE. Source: `fs/file.c: alloc_fd`.
    guard descriptor < descriptorsMax(of: task) else { throw .tooManyOpenFiles }
    return descriptor
  }

  /// Puts an open file behind a descriptor.
  mutating func install(
    _ file: Int32, at descriptor: Int, of task: Int32, closesOnExec: Bool = false
  ) -> Outcome {
    let table = taskTable[task].files
    while descriptor >= fileTables[table].descriptors.count {
      fileTables[table].descriptors.append(-1)
    }
    fileTables[table].descriptors[descriptor] = file
    fileTables[table].setClosesOnExec(Int32(descriptor), closesOnExec)
    return .value(Int64(descriptor))
  }
}
