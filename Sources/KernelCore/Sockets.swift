internal import LinuxABI

/// One of a pair of sockets: Linux's `struct unix_sock`.
struct Socket: Sendable {
  /// What it was made as: a stream, datagrams, or packets in order.
  enum Kind: Int32, Sendable {
    case stream = 1
    case datagrams = 2
    case packets = 5
  }

  var kind = Kind.stream
  /// The special file at the other end, or -1 once that is closed.
  var peer: Int32 = -1
  /// What was sent to it and not read, the oldest first.
  var messages: ContiguousArray<SocketMessage> = []
  // Whether it can't receive or send any more.
  var isReceivingOver = false
  var isSendingOver = false
  /// What the next receiving call fails with, or 0.
  var error: Int32 = 0
  /// Its inode.
  var number: UInt64 = 0
  /// Who made it, and so its other end too (`SO_PEERCRED`).
  var maker: SocketCredentials?
  /// Whether it is one of netlink (NoticeSockets.swift).
  var isNetlink = false
  /// Whether it is told who sent a message (`SO_PASSCRED`).
  var passesCredentials = false
  /// What it may have sent that nobody has read (`SO_SNDBUF`), and what else it was told, which bounds
  /// nothing of it (`SO_RCVBUF`).
  var sendBytesMax = Self.bytesMax
  var receiveBytesMax = Self.bytesMax

  /// What may wait at the other end, in bytes, where nobody says so (`net.core.wmem_default`), and what
  /// a message costs there besides its own bytes.
  static var bytesMax: Int { 212_992 }
  static var messageCost: Int { 768 }
  /// The most that `SO_SNDBUF` and `SO_RCVBUF` may ask for (`net.core.wmem_max`, since 6.17).
  static var settableBytesMax: UInt32 { 4_194_304 }
  /// The number of AF_NETLINK.
  static var netlinkFamily: Int32 { 16 }
  /// A stream is sent in messages of so many bytes.
  static var streamBytesMax: Int { 32_768 }

  /// What waits to be read.
  var queuedBytes: Int { messages.reduce(0) { $0 + $1.bytes.count + Self.messageCost } }
}

/// What one call has sent.
struct SocketMessage: Sendable {
  var bytes: [UInt8]
  /// How much of it was read already.
  var start = 0
  /// The open files that travel with it, which it keeps open (`SCM_RIGHTS`), and who counts them.
  var rights: ContiguousArray<Int32> = []
  var owner: UInt32 = 0
  /// Who sent it, if either end wanted to know.
  var credentials: SocketCredentials?

  var left: Int { bytes.count - start }
}

/// Flags of send and recv.
///
/// Source: `include/linux/socket.h`.
enum MessageFlags {
  static var urgent: Int32 { 0x1 }
  static var controlTruncated: Int32 { 0x8 }
  static var peek: Int32 { 0x2 }
  static var truncated: Int32 { 0x20 }
  static var neverWaits: Int32 { 0x40 }
  static var waitsForAll: Int32 { 0x100 }
  static var noSignal: Int32 { 0x4000 }
  static var closesOnExec: Int32 { 0x4000_0000 }
  static var compatible: Int32 { .min }
}

extension FileTransfer {
  /// Whether it fails in place of waiting (`MSG_DONTWAIT`).
  var neverWaits: Bool { messageFlags & MessageFlags.neverWaits != 0 }
}

// Pairs of sockets: unix(7).
extension Kernel {
  /// Whether a call is one on sockets that is built.
  static func isSocketCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .socket, .socketpair, .sendto, .recvfrom, .shutdown, .sendmsg, .recvmsg, .setsockopt,
      .getsockopt,
      .getsockname, .getpeername:
      true
    default: false
    }
  }

  mutating func socketCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .socket: return try makeSocket(call, by: caller)
    case .socketpair: return try socketPair(call, by: caller)
    case .shutdown: return try shutdown(call, by: caller)
    case .sendmsg, .recvmsg: return try transferParts(call, by: caller)
    case .setsockopt, .getsockopt, .getsockname, .getpeername:
      return try socketOption(call, by: caller)
    default: return try transferMessage(call, by: caller)
    }
  }

  /// Source: socketpair(2); `net/socket.c: __sys_socketpair`; `net/unix/af_unix.c: unix_create`.
  private mutating func socketPair(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome
  {
    let flags = OpenFlags(rawValue: call.intB & ~0xf)
    // socketpair(2), EINVAL: flags.
    guard flags.isSubset(of: [.closeOnExec, .nonBlocking]) else { throw .invalidArgument }
    // AF_UNIX. Source: `__sock_create`: EAFNOSUPPORT for numbers that are none's.
    guard call.intA == 1 else {
      guard (0..<46).contains(call.intA) else { throw .addressFamilyNotSupported }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    // socketpair(2), EPROTONOSUPPORT, ESOCKTNOSUPPORT. SOCK_RAW makes datagrams too.
    guard call.intC == 0 || call.intC == 1 else { throw .protocolNotSupported }
    let type = call.intB & 0xf
    guard type <= 10 else { throw .invalidArgument }
    guard let kind = Socket.Kind(rawValue: type == 3 ? 2 : type) else {
      throw .socketTypeNotSupported
    }
    let first = try freeDescriptor(of: caller)
    _ = try freeDescriptor(of: caller, from: first + 1)
    guard openFiles.count + 2 <= limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    var descriptors: [UInt64] = []
    var ends: [Int32] = []
    for _ in 0..<2 {
      var special = SpecialFile(kind: .socket)
      special.socket.kind = kind
      special.socket.maker = socketCredentials(of: caller, isEffective: true)
      ensureFileSide()
      fileSide.lastPipeNumber += 1
      special.socket.number = fileSide.lastPipeNumber
      let descriptor = try makeSpecial(special, flags, by: caller)
      descriptors.append(UInt64(descriptor))
      ends.append(
        openFiles[
          try openFile(FileDescriptor(rawValue: Int32(descriptor)), of: caller)
        ].special)
    }
    fileSide.specials[ends[0]].socket.peer = ends[1]
    fileSide.specials[ends[1]].socket.peer = ends[0]
    keep(littleEndian([descriptors[0] | descriptors[1] << 32]), for: caller)
    return .value(0)
  }

  /// The last descriptor of a socket is closed.
  ///
  /// Source: `net/unix/af_unix.c: unix_release_sock`.
  mutating func closeSocket(_ special: Int32) {
    let socket = fileSide.specials[special].socket
    for message in socket.messages { releaseRights(message.rights) }
    if socket.isNetlink { forgetNotices(through: special) }
    guard socket.peer >= 0 else { return }
    let peer = socket.peer
    fileSide.specials[peer].socket.peer = -1
    if socket.kind != .datagrams {
      fileSide.specials[peer].socket.isReceivingOver = true
      fileSide.specials[peer].socket.isSendingOver = true
      // ECONNRESET: it has not read all that it was sent.
      if !socket.messages.isEmpty {
        fileSide.specials[peer].socket.error = Errno.connectionReset.rawValue
      }
    }
    specialChanged(peer)
  }

  /// Source: shutdown(2); `net/unix/af_unix.c: unix_shutdown`.
  private mutating func shutdown(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let special = try special(call.intA, .socket, or: .notSocket, of: caller)
    guard (0...2).contains(call.intB) else { throw .invalidArgument }
    let (stopsReceiving, stopsSending) = (call.intB != 1, call.intB != 0)
    if stopsReceiving { fileSide.specials[special].socket.isReceivingOver = true }
    if stopsSending { fileSide.specials[special].socket.isSendingOver = true }
    let socket = fileSide.specials[special].socket
    if socket.peer >= 0, socket.kind != .datagrams {
      if stopsReceiving { fileSide.specials[socket.peer].socket.isSendingOver = true }
      if stopsSending { fileSide.specials[socket.peer].socket.isReceivingOver = true }
      specialChanged(socket.peer)
    }
    specialChanged(special)
    return .value(0)
  }

  /// sendto and recvfrom: words 0 descriptor, 1 address, 2 count, 3 flags, 4 whether an address of a
  /// socket is named.
  private mutating func transferMessage(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let special = try special(call.intA, .socket, or: .notSocket, of: caller)
    let (address, count) = (UserAddress(rawValue: call.b), Int(truncatingIfNeeded: call.c))
    let descriptor = FileDescriptor(rawValue: call.intA)
    let isSend = call.number == .sendto
    if let outcome = try refuseMessage(call, isSend, isNamed: call.e != 0, special, by: caller) {
      return outcome
    }
    var transfer =
      isSend
      ? try self.transfer(writing: descriptor, .memory(address, count: max(count, 0)))
      : try self.transfer(reading: descriptor, .memory(address, count: max(count, 0)))
    transfer.messageFlags = call.intD
    transfer.isMessage = true
    return try begin(transfer, by: caller)
  }

  /// What no socket of a pair does: urgent bytes, and messages for a socket by its name.
  ///
  /// Source: sendto(2); `net/unix/af_unix.c: unix_stream_sendmsg, unix_dgram_sendmsg`.
  ///
  /// - Returns: A refusal of what is not built; nil if there is nothing to refuse.
  mutating func refuseMessage(
    _ call: RegisterCall, _ isSend: Bool, isNamed: Bool, _ special: Int32, by caller: Int32
  ) throws(Errno) -> Outcome? {
    let socket = fileSide.specials[special].socket
    if socket.isNetlink, isSend {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    let isUrgent = call.intD & MessageFlags.urgent != 0
    // sendto(2), EOPNOTSUPP, EISCONN: it is joined already.
    if isUrgent, socket.kind != .stream { throw .notSupported }
    if isSend, isNamed, socket.kind == .stream {
      throw socket.peer >= 0 ? .isConnected : .notSupported
    }
    guard isUrgent || isSend && isNamed && socket.kind == .datagrams else { return nil }
    return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
  }

  // MARK: - Sending

  /// Source: send(2), unix(7); `net/unix/af_unix.c: unix_stream_sendmsg, unix_dgram_sendmsg`.
  mutating func send(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    try holdRights(of: &transfer, by: task)
    do throws(Errno) {
      let outcome = try send(&transfer, file, by: task)
      // What was not sent.
      releaseRights(transfer.rights)
      return outcome
    } catch {
      releaseRights(transfer.rights)
      throw error
    }
  }

  private mutating func send(
    _ transfer: inout FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    let special = openFiles[file].special
    let socket = fileSide.specials[special].socket
    // send(2), EMSGSIZE: a message can't be cut.
    if socket.kind != .stream, transfer.count > socket.sendBytesMax - 32 { throw .messageTooLong }
    var isSent = false
    while !isSent || transfer.left > 0 {
      if let failure = sendFailure(special) {
        if transfer.done > 0 { break }
        if failure == .brokenPipe, socket.kind == .stream,
          transfer.messageFlags & MessageFlags.noSignal == 0
        {
          sendBrokenPipe(to: task)
        }
        throw failure
      }
      if socket.kind == .stream, transfer.count == 0 { return .value(0) }
      let peer = socket.peer
      let queued = fileSide.specials[peer].socket.queuedBytes
      let wanted =
        socket.kind == .stream ? min(transfer.left, Socket.streamBytesMax) : transfer.left
      guard queued == 0 || queued + wanted + Socket.messageCost <= socket.sendBytesMax else {
        // send(2), EAGAIN; what is sent already counts.
        if transfer.done > 0, openFiles[file].flags.contains(.nonBlocking) || transfer.neverWaits {
          break
        }
        if transfer.done > 0, isInterrupted(task) { break }
        let outcome = try waitForSpecial(transfer, file, by: task)
        // They are held by what waits.
        transfer.parts?.rights = []
        return outcome
      }
      let bytes = load(wanted, transfer, of: task)
      guard bytes.count == wanted else {
        if transfer.done > 0 { break }
        throw .badAddress
      }
      if let outcome = try refuseRights(of: transfer, for: peer, by: task) { return outcome }
      fileSide.specials[peer].socket.messages.append(
        message(Array(bytes), of: &transfer, from: socket, by: task))
      transfer.done += wanted
      isSent = true
      specialChanged(peer, PollEvents.readable)
    }
    return .value(Int64(transfer.done))
  }

  private func sendFailure(_ special: Int32) -> Errno? {
    let socket = fileSide.specials[special].socket
    if socket.isSendingOver { return .brokenPipe }
    // ECONNREFUSED: the other end is closed, which a datagram can't know of.
    guard socket.peer >= 0 else {
      return socket.kind == .datagrams ? .connectionRefused : .brokenPipe
    }
    return fileSide.specials[socket.peer].socket.isReceivingOver ? .brokenPipe : nil
  }

  // MARK: - Receiving

  /// Source: recv(2), unix(7); `net/unix/af_unix.c: unix_stream_read_generic, __unix_dgram_recvmsg`.
  mutating func receive(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    let special = openFiles[file].special
    let socket = fileSide.specials[special].socket
    // To read nothing takes no message, and does not wait. Source: `net/socket.c: sock_read_iter`.
    guard transfer.count > 0 || transfer.isMessage else { return .value(0) }
    if socket.messages.isEmpty {
      if socket.kind == .stream, transfer.done > 0, socket.isReceivingOver {
        return deliver(transfer, Delivery(), socket, to: task)
      }
      if let errno = takeError(of: special) { throw errno }
      if socket.isReceivingOver, socket.kind != .datagrams || !isNonBlocking(transfer, file) {
        return deliver(transfer, Delivery(), socket, to: task)
      }
      if transfer.done > 0, isNonBlocking(transfer, file) || isInterrupted(task) {
        return deliver(transfer, Delivery(), socket, to: task)
      }
      return try waitForSpecial(transfer, file, by: task)
    }
    return socket.kind == .stream
      ? try receiveStream(transfer, file, by: task)
      : try receiveMessage(transfer, special, by: task)
  }

  private func isNonBlocking(_ transfer: FileTransfer, _ file: Int32) -> Bool {
    openFiles[file].flags.contains(.nonBlocking) || transfer.neverWaits
  }

  /// Source: `include/net/sock.h: sock_error`.
  private mutating func takeError(of special: Int32) -> Errno? {
    let error = fileSide.specials[special].socket.error
    fileSide.specials[special].socket.error = 0
    return error == 0 ? nil : Errno(rawValue: error)
  }

  private mutating func receiveStream(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let special = openFiles[file].special
    let peeks = transfer.messageFlags & MessageFlags.peek != 0
    var place = 0
    var isFaulty = false
    var delivery = Delivery()
    let socket = fileSide.specials[special].socket
    while transfer.left > 0, place < fileSide.specials[special].socket.messages.count {
      let message = fileSide.specials[special].socket.messages[place]
      // Messages of several senders stay apart.
      if socket.passesCredentials {
        if let parts = transfer.parts, parts.hasSender, parts.sender != message.credentials {
          break
        }
        transfer.parts?.note(message.credentials)
      }
      let wanted = min(message.left, transfer.left)
      let stored = store(
        message.bytes[message.start..<message.start + wanted], &transfer, of: task)
      isFaulty = stored < wanted
      if stored > 0 { takeRights(&delivery, special, place, peeks: peeks) }
      if peeks {
        place += 1
      } else if stored == message.left {
        fileSide.specials[special].socket.messages.removeFirst()
      } else {
        fileSide.specials[special].socket.messages[0].start += stored
      }
      if isFaulty || !delivery.rights.isEmpty { break }
    }
    if !peeks { tellSender(of: special) }
    // recv(2), EFAULT: nothing at all could be stored.
    if isFaulty, transfer.done == 0 { throw .badAddress }
    let waitsOn = transfer.messageFlags & MessageFlags.waitsForAll != 0 && !peeks && !isFaulty
    if waitsOn, transfer.left > 0, delivery.rights.isEmpty,
      fileSide.specials[special].socket.messages.isEmpty
    {
      return try receive(transfer, file, by: task)
    }
    return deliver(transfer, delivery, socket, to: task)
  }

  private mutating func receiveMessage(
    _ transfer: FileTransfer, _ special: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let socket = fileSide.specials[special].socket
    let message = socket.messages[0]
    let wanted = min(message.left, transfer.count)
    let stored = store(message.bytes.prefix(wanted), &transfer, of: task)
    let peeks = transfer.messageFlags & MessageFlags.peek != 0
    var delivery = Delivery()
    takeRights(&delivery, special, 0, peeks: peeks)
    if !peeks {
      fileSide.specials[special].socket.messages.removeFirst()
      tellSender(of: special)
    }
    guard stored == wanted else {
      releaseRights(delivery.rights)
      throw .badAddress
    }
    transfer.parts?.note(message.credentials)
    delivery.isCut = message.left > wanted
    let outcome = deliver(transfer, delivery, socket, to: task)
    let isWhole = transfer.messageFlags & MessageFlags.truncated != 0
    return isWhole && delivery.isCut ? .value(Int64(message.left)) : outcome
  }

  /// There is room again for who sends to a socket.
  private mutating func tellSender(of special: Int32) {
    let peer = fileSide.specials[special].socket.peer
    if peer >= 0 { specialChanged(peer, PollEvents.writable) }
  }

  /// Source: `net/unix/af_unix.c: unix_poll, unix_dgram_poll`.
  func events(ofSocket special: Int32) -> UInt16 {
    let socket = fileSide.specials[special].socket
    var mask: UInt16 = 0
    if socket.error != 0 { mask |= PollEvents.failed }
    if socket.isReceivingOver && socket.isSendingOver { mask |= PollEvents.hungUp }
    // POLLRDHUP.
    if socket.isReceivingOver { mask |= PollEvents.readable | 0x2000 }
    if !socket.messages.isEmpty { mask |= PollEvents.readable }
    if socket.kind == .packets, socket.peer < 0 { mask |= PollEvents.hungUp }
    let queued = socket.peer < 0 ? 0 : fileSide.specials[socket.peer].socket.queuedBytes
    // Source: `unix_writable`: a quarter of the room.
    if queued * 4 <= socket.sendBytesMax { mask |= PollEvents.writable | 0x200 }
    return mask
  }
}
