package import LinuxABI

// What can be asked of a pair of sockets, and set: socket(7), unix(7).
extension Kernel {
  /// Carries out a call on what sockets are set to.
  ///
  /// Words of setsockopt: 0 descriptor, 1 level, 2 option, 3 value, 4 its size; of getsockopt the first three;
  /// of getsockname and getpeername the descriptor.
  ///
  /// Source: `net/core/sock.c: sk_setsockopt, sk_getsockopt`.
  mutating func socketOption(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let special = try special(call.intA, .socket, or: .notSocket, of: caller)
    let socket = fileSide.specials[special].socket
    if socket.isNetlink { return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller) }
    // Neither has a name: the family alone. Source: `net/unix/af_unix.c: unix_getname`.
    if call.number == .getsockname || call.number == .getpeername {
      keep([1, 0], for: caller)
      return .value(0)
    }
    // EOPNOTSUPP: only sockets in general have options. Source: `net/socket.c: do_sock_setsockopt`.
    guard call.intB == 1 else { throw .notSupported }
    guard call.number == .getsockopt else {
      // EINVAL: no option is shorter.
      guard Int32(truncatingIfNeeded: call.e) >= 4 else { throw .invalidArgument }
      // SO_PASSCRED
      if call.intC == 16 {
        fileSide.specials[special].socket.passesCredentials = call.intD != 0
        return .value(0)
      }
      // SO_SNDBUF, SO_RCVBUF: twice as much, for what a message costs besides its bytes, and not too little.
      // Source: `net/core/sock.c: sk_setsockopt, __sock_set_rcvbuf`.
      if call.intC == 7 || call.intC == 8 {
        let wanted = min(UInt32(bitPattern: call.intD), Socket.settableBytesMax) * 2
        if call.intC == 7 {
          fileSide.specials[special].socket.sendBytesMax = max(Int(wanted), 4_608)
          specialChanged(special, PollEvents.writable)
        } else {
          fileSide.specials[special].socket.receiveBytesMax = max(Int(wanted), 2_304)
        }
        return .value(0)
      }
      guard Self.isSocketOption(call.intC) else { throw .noSuchProtocolOption }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    let value: Int32
    switch call.intC {
    // SO_TYPE
    case 3: value = socket.kind.rawValue
    // SO_ERROR
    case 4:
      value = socket.error
      fileSide.specials[special].socket.error = 0
    // SO_SNDBUF, SO_RCVBUF
    case 7: value = Int32(socket.sendBytesMax)
    case 8: value = Int32(socket.receiveBytesMax)
    case 16: value = socket.passesCredentials ? 1 : 0
    // SO_PEERCRED
    case 17:
      keep(words(socket.maker ?? SocketCredentials(), seenBy: caller), for: caller)
      return .value(0)
    // SO_ACCEPTCONN, SO_PROTOCOL
    case 30, 38: value = 0
    // SO_DOMAIN: AF_UNIX
    case 39: value = 1
    case let option where Self.isSocketOption(option):
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    default: throw .noSuchProtocolOption
    }
    keep(Array(littleEndian([UInt64(UInt32(bitPattern: value))]).prefix(4)), for: caller)
    return .value(0)
  }

  /// Whether Linux has an option of that number for sockets of any kind.
  ///
  /// Source: `include/uapi/asm-generic/socket.h`.
  private static func isSocketOption(_ option: Int32) -> Bool { (1...85).contains(option) }

  /// Checks that a descriptor is that of a socket.
  ///
  /// - Throws: EBADF or ENOTSOCK.
  package func checkSocket(_ descriptor: Int32, of task: TaskID) throws(Errno) {
    guard let slot = slot(of: task) else { throw .badFileDescriptor }
    _ = try special(descriptor, .socket, or: .notSocket, of: slot)
  }
}
