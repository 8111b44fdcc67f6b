internal import LinuxABI

// Several messages by one call: sendmmsg and recvmmsg.
//
// Each message goes as one of sendmsg or recvmsg would. Where one would wait the call is tried again, with the number
// of those that are done already (RetriedCalls.swift); that number is a word of the call.
extension Kernel {
  /// `struct mmsghdr`: its size, and the place of what tells how long the message was.
  private enum Row {
    static var bytes: UInt64 { 64 }
    static var length: UInt64 { 56 }
    /// The most messages (`UIO_MAXIOV`).
    static var countMax: UInt64 { 1_024 }
    /// MSG_WAITFORONE: after the first none is waited for.
    static var waitsForOne: Int32 { 0x1_0000 }
  }

  /// Words: 0 descriptor, 1 address of the `struct mmsghdr`s, 2 their count, 3 flags, 4 how many are done, 5 when the
  /// call ends after a message, in nanoseconds since boot, or 0.
  ///
  /// Source: sendmmsg(2), recvmmsg(2); `net/socket.c: __sys_sendmmsg, do_recvmmsg`.
  mutating func messageRow(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let isSend = call.number == .sendmmsg
    let special = try special(call.intA, .socket, or: .notSocket, of: caller)
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let count = isSend ? min(call.c & 0xffff_ffff, Row.countMax) : call.c & 0xffff_ffff
    // Whoever makes the call has done none yet, whatever the word holds.
    var done = retry(of: caller) == nil ? 0 : call.e
    while done < count {
      let waits =
        call.intD & MessageFlags.neverWaits == 0 && !openFiles[file].flags.contains(.nonBlocking)
        && !(done > 0 && call.intD & Row.waitsForOne != 0)
      do throws(Errno) {
        let outcome = try message(call, row: call.b &+ done * Row.bytes, by: caller)
        guard case .value(let length) = outcome, length >= 0 else { return outcome }
        done += 1
      } catch {
        if error == .resourceTemporarilyUnavailable, waits {
          return try waitForRow(call, done, special, by: caller)
        }
        guard done > 0 else { throw error }
        break
      }
      if call.f != 0, call.f <= timeNanoseconds { break }
    }
    return .value(Int64(done))
  }

  private mutating func waitForRow(
    _ call: RegisterCall, _ done: UInt64, _ special: Int32, by caller: Int32
  ) throws(Errno) -> Outcome {
    // A signal ends the call with what is done.
    if isInterrupted(caller), done > 0 { return .value(Int64(done)) }
    let kept = RegisterCall(call.number, call.a, call.b, call.c, call.d, done, call.f)
    if let place = retry(of: caller) { programSide.retries[place].call = kept }
    return try waitToRetry(
      kept, .special(special), RetryRule(late: .timedOut, restart: .unlessHandled), by: caller)
  }

  /// One message: what `struct msghdr` at an address says.
  private mutating func message(
    _ call: RegisterCall, row: UInt64, by caller: Int32
  ) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    let header = copyFromUser(space, row, count: 56)
    guard header.count == 56 else { throw .badAddress }
    let isNamed = header.littleEndian(at: 0, count: 8) != 0
    let nameLength = Int32(truncatingIfNeeded: header.littleEndian(at: 8, count: 4))
    guard nameLength >= 0 else { throw .invalidArgument }
    let (pieces, count) = (
      header.littleEndian(at: 16, count: 8), header.littleEndian(at: 24, count: 8)
    )
    let (control, room) = (
      header.littleEndian(at: 32, count: 8), header.littleEndian(at: 40, count: 8)
    )
    let flags = UInt64(call.d | UInt64(MessageFlags.neverWaits)) & 0xffff_ffff
    let outcome: Outcome
    if call.number == .sendmmsg {
      // ENOBUFS: net.core.optmem_max.
      guard room <= 131_072 else { throw .noBufferSpace }
      let bytes = room == 0 ? [] : copyFromUser(space, control, count: Int(room))
      guard bytes.count == Int(room) else { throw .badAddress }
      outcome = try transferParts(
        RegisterCall(
          .sendmsg, call.a, pieces, count, flags, isNamed && nameLength > 0 ? 1 : 0,
          bytes: Array(bytes)), by: caller)
    } else {
      outcome = try transferParts(
        RegisterCall(
          .recvmsg, call.a, pieces, count, flags & ~UInt64(Row.waitsForOne), control == 0 ? 0 : room
        ),
        by: caller)
    }
    guard case .value(let length) = outcome, length >= 0,
      taskTable[caller].replyKind != .callNotBuilt
    else { return outcome }
    if call.number == .recvmmsg {
      let told = takeKept(of: caller)
      var tail = littleEndian([UInt64(told.count)])
      tail += littleEndian([UInt64(bitPattern: taskTable[caller].replyExtra)]).prefix(4)
      taskTable[caller].replyExtra = 0
      guard copyToUser(space, control, told[...]) == told.count,
        copyToUser(space, row &+ 40, tail[...]) == 12
      else { throw .badAddress }
      // Sockets of a pair have no names.
      if isNamed, copyToUser(space, row &+ 8, [0, 0, 0, 0]) < 4 { throw .badAddress }
    }
    let word = littleEndian([UInt64(length)]).prefix(4)
    guard copyToUser(space, row &+ Row.length, word) == 4 else { throw .badAddress }
    return outcome
  }
}
