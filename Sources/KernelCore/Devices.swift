internal import LinuxABI

// Devices: random numbers, and what ioctl asks of terminals, pipes and files.

extension Kernel {
  /// The next bytes of the kernel's own generator, which is the same in every run.
  ///
  /// It is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
  /// 2014), from the seed of the boot on.
  mutating func randomBytes(_ count: Int) -> [UInt8] {
    ensureFileSide()
    var state = fileSide.randomState
    let bytes = Self.randomBytes(count, &state)
    fileSide.randomState = state
    return bytes
  }

  /// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
  private static func randomBytes(_ count: Int, _ state: inout UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
      word ^= word >> 31
      for _ in 0..<min(8, count - bytes.count) {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
      }
    }
    return bytes
  }

  // MARK: - ioctl

  /// The requests of ioctl that are built.
  ///
  /// Source: ioctl_tty(2); `include/uapi/asm-generic/ioctls.h`.
  private enum Request {
    static var getAttributes: UInt64 { 0x5401 }
    static var setAttributes: ClosedRange<UInt64> { 0x5402...0x5404 }
    static var getGroup: UInt64 { 0x540f }
    static var setGroup: UInt64 { 0x5410 }
    static var windowSize: UInt64 { 0x5413 }
    static var setWindowSize: UInt64 { 0x5414 }
    static var bytesToRead: UInt64 { 0x541b }
    static var nonBlocking: UInt64 { 0x5421 }
    static var session: UInt64 { 0x5429 }
    static var keepOnExec: UInt64 { 0x5450 }
    static var closeOnExec: UInt64 { 0x5451 }
  }

  /// Source: ioctl(2); `fs/ioctl.c: do_vfs_ioctl`.
  mutating func ioctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let descriptor = FileDescriptor(rawValue: call.intA)
    let file = try openFile(descriptor, of: caller)
    let record = openFiles[file]
    let table = taskTable[caller].files
    switch call.b & 0xffff_ffff {
    case Request.closeOnExec: fileTables[table].setClosesOnExec(descriptor.rawValue, true)
    case Request.keepOnExec: fileTables[table].setClosesOnExec(descriptor.rawValue, false)
    case Request.nonBlocking:
      if call.bytes.littleEndian(at: 0, count: 4) == 0 {
        openFiles[file].flags.remove(.nonBlocking)
      } else {
        openFiles[file].flags.insert(.nonBlocking)
      }
    case Request.bytesToRead:
      let count = try bytesToRead(record)
      keep(Array(littleEndian([UInt64(count)]).prefix(4)), for: caller)
    case _ where namespaceName(ofOpenFile: file) != nil:
      return try namespaceRequest(
        fileSide.specials[record.special].namespace, call, by: caller)
    case let request where record.process != nil && Self.isFactsRequest(request):
      return try processFacts(record, call, by: caller)
    // FS_IOC_GETVERSION: its inode's generation.
    case 0x8008_7601 where record.process != nil:
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    case let request where record.process != nil && request & 0xff00 == 0xff00:
      return try pidfdRequest(record.process, call, by: caller)
    case let request where record.isConsole && isTerminal || isTerminalDevice(record):
      return try terminalRequest(request, call, by: caller)
    // ioctl(2), ENOTTY.
    default: throw .notTerminal
    }
    return .value(0)
  }

  private func isTerminalDevice(_ record: OpenFileRecord) -> Bool {
    guard record.isOfPlace, let node = record.place.node else { return false }
    return tree[node].kind == .terminal
  }

  private func bytesToRead(_ record: OpenFileRecord) throws(Errno) -> Int {
    if record.pipe >= 0 { return fileSide.pipes[record.pipe].byteCount }
    if record.special >= 0, fileSide.specials[record.special].kind == .socket {
      let socket = fileSide.specials[record.special].socket
      // Source: `net/unix/af_unix.c: unix_inq_len`: all of a stream, one message of others.
      return socket.kind == .stream
        ? socket.messages.reduce(0) { $0 + $1.left } : socket.messages.first?.left ?? 0
    }
    if record.isConsole { return readableInput(.max) }
    // ioctl(2), ENOTTY: only files have a size. Source: `fs/ioctl.c: file_ioctl`.
    guard record.isOfPlace, let node = record.place.node, tree[node].kind == .file else {
      throw .notTerminal
    }
    return max(0, tree[node].contents.count - record.offset)
  }

  /// Source: ioctl_tty(2), termios(3); `drivers/tty/tty_ioctl.c: tty_mode_ioctl`;
  /// `drivers/tty/tty_jobctrl.c: tiocspgrp`.
  private mutating func terminalRequest(
    _ request: UInt64, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch request {
    case Request.getAttributes: keep(fileSide.terminal, for: caller)
    case Request.setAttributes:
      // ioctl(2), EFAULT.
      guard call.bytes.count >= fileSide.terminal.count else { throw .badAddress }
      fileSide.terminal = Array(call.bytes.prefix(fileSide.terminal.count))
    case Request.windowSize: keep([24, 0, 80, 0, 0, 0, 0, 0], for: caller)
    case Request.setWindowSize:
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    case Request.getGroup:
      let group = fileSide.foregroundGroup
      let number =
        group > 0 ? group : processGroups[signals[taskTable[caller].signal].processGroup].id
      keep(Array(littleEndian([UInt64(UInt32(bitPattern: number))]).prefix(4)), for: caller)
    case Request.setGroup:
      let number = Int32(truncatingIfNeeded: call.bytes.littleEndian(at: 0, count: 4))
      // ioctl_tty(2), EINVAL and ESRCH.
      guard number > 0 else { throw .invalidArgument }
      let group = processGroup(numbered: number, seenBy: caller)
      guard group >= 0 else { throw .noSuchProcess }
      fileSide.foregroundGroup = processGroups[group].id
    case Request.session:
      let session = sessions[signals[taskTable[caller].signal].session].id
      keep(Array(littleEndian([UInt64(UInt32(bitPattern: session))]).prefix(4)), for: caller)
    default: throw .notTerminal
    }
    return .value(0)
  }

  /// What a terminal starts with: lines, with echo, signals by keys, at 38,400 baud.
  ///
  /// Source: `drivers/tty/tty_io.c: tty_std_termios`; `include/asm-generic/termios.h: INIT_C_CC`.
  static var terminalAttributes: [UInt8] {
    var bytes: [UInt8] = []
    for word in [0x500, 0x5, 0x4bf, 0x8a3b] as [UInt32] {
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    bytes.append(0)
    bytes += [3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0]
    return bytes
  }
}
