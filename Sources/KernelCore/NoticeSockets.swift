internal import LinuxABI

// Sockets of netlink, as far as a message queue tells a library through one that there is a message
// (SIGEV_THREAD of mq_notify): nobody can send to them, and they answer nothing.
extension Kernel {
  /// Makes a socket: word 0 is the family, 1 the type and flags, 2 the protocol.
  ///
  /// Source: socket(2), netlink(7); `net/socket.c: __sys_socket`; `net/netlink/af_netlink.c: netlink_create`.
  mutating func makeSocket(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intB & ~0xf)
    // socket(2), EINVAL: flags, and a type that is none's.
    guard flags.isSubset(of: [.closeOnExec, .nonBlocking]), call.intB & 0xf <= 10 else {
      throw .invalidArgument
    }
    // socket(2), EAFNOSUPPORT.
    guard (0..<46).contains(call.intA) else { throw .addressFamilyNotSupported }
    guard call.intA == Socket.netlinkFamily else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    // SOCK_RAW and SOCK_DGRAM are the same to netlink.
    guard [2, 3].contains(call.intB & 0xf) else { throw .socketTypeNotSupported }
    guard (0..<32).contains(call.intC) else { throw .protocolNotSupported }
    // NETLINK_ROUTE, which is always there.
    guard call.intC == 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    var special = SpecialFile(kind: .socket)
    special.socket.kind = .datagrams
    special.socket.isNetlink = true
    ensureFileSide()
    fileSide.lastPipeNumber += 1
    special.socket.number = fileSide.lastPipeNumber
    return .value(Int64(try makeSpecial(special, flags, by: caller)))
  }

  /// The socket of netlink behind a descriptor.
  ///
  /// - Throws: EBADF, ENOTSOCK, EINVAL. Source: `af_netlink.c: netlink_getsockbyfd`.
  func noticeSocket(_ descriptor: Int32, of task: Int32) throws(Errno) -> Int32 {
    let special = try special(descriptor, .socket, or: .notSocket, of: task)
    guard fileSide.specials[special].socket.isNetlink else { throw .invalidArgument }
    return special
  }

  /// Gives a socket what a queue tells: the program's own bytes, of which the last says what has happened.
  ///
  /// Source: `include/linux/mqueue.h: NOTIFY_COOKIE_LEN`; `ipc/mqueue.c: set_cookie`.
  mutating func tell(_ socket: Int32, _ cookie: [UInt8], _ event: QueueEvent) {
    guard socket >= 0, !cookie.isEmpty else { return }
    fileSide.specials[socket].socket.messages.append(
      SocketMessage(bytes: cookie.dropLast() + [event.rawValue]))
    specialChanged(socket, PollEvents.readable)
  }

  /// A socket is closed: no queue tells it anything any more.
  mutating func forgetNotices(through socket: Int32) {
    guard !programSides.isEmpty else { return }
    for queue in programSide.queues.indices
    where programSide.queues[queue].notice?.socket == socket {
      programSide.queues[queue].notice?.socket = -1
    }
  }
}

/// What a queue tells through a socket (`NOTIFY_WOKENUP`, `NOTIFY_REMOVED`).
enum QueueEvent: UInt8, Sendable {
  case message = 1
  case removed = 2
}
