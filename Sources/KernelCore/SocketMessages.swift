internal import LinuxABI

/// Who sent a message, or made a socket: Linux's `struct ucred`.
struct SocketCredentials: Equatable, Sendable {
  /// The leader of the process, as long as there is one.
  var task: TaskID?
  /// The number of the process in the first PID namespace.
  var process: Int32 = 0
  var user: UInt32 = 0
  var group: UInt32 = 0
}

/// What a message has besides its bytes: as sendmsg was asked to send it, or as recvmsg will tell it.
struct MessageParts: Sendable {
  /// The descriptors to send, in the sender's table, and the open files behind them as long as the call holds
  /// those.
  var descriptors: [Int32] = []
  var rights: ContiguousArray<Int32> = []
  /// Who the sender says that it is.
  var credentials: SocketCredentials?
  /// The bytes that a receiver has for all of it.
  var room = 0
  /// Whose bytes a receiver has, if there are any.
  var hasSender = false
  var sender: SocketCredentials?

  /// Whose bytes come.
  mutating func note(_ credentials: SocketCredentials?) {
    guard !hasSender else { return }
    hasSender = true
    sender = credentials
  }
}

/// What goes to a receiver besides bytes.
struct Delivery {
  var rights: ContiguousArray<Int32> = []
  /// Whether the message was longer than its room.
  var isCut = false
}

// Open files and credentials in messages: unix(7), "Ancillary messages".
//
// A message keeps the files that travel with it open. Files that only sockets in messages have to each other, in
// a circle, Linux finds and closes (`net/unix/garbage.c`); here a message that would make one is refused.
extension Kernel {
  /// The most descriptors in one message (`SCM_MAX_FD`).
  static var messageRightsMax: Int { 253 }

  /// Carries out sendmsg or recvmsg.
  ///
  /// Words: 0 descriptor, 1 address of the `struct iovec`s, 2 their count, 3 flags, 4 whether a name goes along,
  /// or the room for control messages. Bytes: the control messages of sendmsg.
  ///
  /// Source: sendmsg(2), recvmsg(2); `net/socket.c: ____sys_sendmsg, ____sys_recvmsg`.
  mutating func transferParts(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let special = try special(call.intA, .socket, or: .notSocket, of: caller)
    let isSend = call.number == .sendmsg
    // EINVAL: MSG_CMSG_COMPAT is not for programs. EMSGSIZE: UIO_MAXIOV.
    guard call.intD & MessageFlags.compatible == 0 else { throw .invalidArgument }
    guard call.c <= 1_024 else { throw .messageTooLong }
    var transfer = FileTransfer(
      descriptor: FileDescriptor(rawValue: call.intA), direction: isSend ? .write : .read)
    transfer.pieces = try pieces(at: call.b, count: call.c, of: caller)
    transfer.count = transfer.pieces.reduce(0) { $0 + $1.count }
    transfer.messageFlags = call.intD
    transfer.isMessage = true
    var parts = MessageParts()
    if isSend {
      try read(call.bytes, into: &parts, by: caller)
    } else {
      parts.room = Int(clamping: call.e)
    }
    transfer.parts = parts
    if let outcome = try refuseMessage(
      call, isSend, isNamed: isSend && call.e != 0, special, by: caller)
    {
      return outcome
    }
    return try begin(transfer, by: caller)
  }

  // MARK: - Sending

  /// Reads control messages.
  ///
  /// Source: cmsg(3); `net/core/scm.c: __scm_send, scm_fp_copy, scm_check_creds`.
  private func read(
    _ control: [UInt8], into parts: inout MessageParts, by caller: Int32
  ) throws(Errno) {
    func int(_ place: Int) -> Int32 {
      Int32(truncatingIfNeeded: control.littleEndian(at: place, count: 4))
    }
    var place = 0
    while control.count - place >= 16 {
      let length = Int(clamping: control.littleEndian(at: place, count: 8))
      guard length >= 16, length <= control.count - place else { throw .invalidArgument }
      let start = place + 16
      // SOL_SOCKET: SCM_RIGHTS and SCM_CREDENTIALS. What is of another level is nobody's.
      switch (int(place + 8), int(place + 12)) {
      case (1, 1):
        let count = (length - 16) / 4
        guard parts.descriptors.count + count <= Self.messageRightsMax else {
          throw .invalidArgument
        }
        for number in 0..<count { parts.descriptors.append(int(start + 4 * number)) }
        for descriptor in parts.descriptors {
          _ = try openFile(FileDescriptor(rawValue: descriptor), of: caller)
        }
      case (1, 2):
        guard length == 28 else { throw .invalidArgument }
        parts.credentials = try claimed(
          int(start), UInt32(bitPattern: int(start + 4)), UInt32(bitPattern: int(start + 8)),
          by: caller)
      case (1, _): throw .invalidArgument
      default: break
      }
      place += (length + 7) & ~7
    }
  }

  /// Who a sender says that it is.
  private func claimed(
    _ process: Int32, _ user: UInt32, _ group: UInt32, by caller: Int32
  ) throws(Errno) -> SocketCredentials {
    let own = credentials(of: caller)
    let namespace = userNamespace(of: caller)
    guard let userID = kernelID(user, .user, in: namespace),
      let groupID = kernelID(group, .group, in: namespace)
    else { throw .invalidArgument }
    let mayBe =
      (process == processNumber(of: caller, seenBy: caller)
        || hasCapability(
          .systemAdministration, caller, in: pidNamespaceOwner(of: caller)))
      && ([own.realUserID, own.userID, own.savedUserID].contains(userID)
        || own.capabilities.contains(.setUserID))
      && ([own.realGroupID, own.groupID, own.savedGroupID].contains(groupID)
        || own.capabilities.contains(.setGroupID))
    guard mayBe else { throw .notPermitted }
    let task = task(numbered: process, seenBy: caller)
    guard process > 0, task >= 0 else { throw .noSuchProcess }
    return SocketCredentials(
      task: id(of: task), process: taskTable[task].threadID, user: userID, group: groupID)
  }

  /// The user namespace that a task's PID namespace belongs to.
  private func pidNamespaceOwner(of task: Int32) -> Int32 {
    let namespace = pidNamespace(of: task)
    return namespace < 0 ? -1 : pidNamespaces[namespace].owner
  }

  /// Who a task is to the other end of its sockets.
  func socketCredentials(of task: Int32, isEffective: Bool = false) -> SocketCredentials {
    let own = credentials(of: task)
    return SocketCredentials(
      task: id(of: signals[taskTable[task].signal].leader), process: taskTable[task].processID,
      user: isEffective ? own.userID : own.realUserID,
      group: isEffective ? own.groupID : own.realGroupID)
  }

  /// Holds the open files that a call is to send, from its first try on.
  ///
  /// Source: `net/core/scm.c: scm_fp_copy`, fget_raw.
  mutating func holdRights(of transfer: inout FileTransfer, by task: Int32) throws(Errno) {
    guard let parts = transfer.parts, parts.rights.isEmpty else { return }
    var rights: ContiguousArray<Int32> = []
    for descriptor in parts.descriptors {
      rights.append(try openFile(FileDescriptor(rawValue: descriptor), of: task))
    }
    for file in rights { openFiles[file].users += 1 }
    transfer.parts?.rights = rights
  }

  /// Gives up open files that were held for a message.
  ///
  /// One after the other: a socket among them may have messages with sockets in them.
  mutating func releaseRights(_ rights: ContiguousArray<Int32>) {
    guard !rights.isEmpty else { return }
    let isFirst = fileSide.droppedRights.isEmpty
    fileSide.droppedRights.append(contentsOf: rights)
    guard isFirst else { return }
    var place = 0
    while place < fileSide.droppedRights.count {
      releaseOpenFile(fileSide.droppedRights[place])
      place += 1
    }
    fileSide.droppedRights = []
  }

  /// What keeps a message from being sent: too many files on their way, or a circle.
  ///
  /// Source: unix(7), ETOOMANYREFS; `net/unix/af_unix.c: too_many_unix_fds`.
  ///
  /// - Returns: A refusal of a circle; nil if nothing does.
  mutating func refuseRights(
    of transfer: FileTransfer, for peer: Int32, by task: Int32
  ) throws(Errno) -> Outcome? {
    guard !transfer.rights.isEmpty else { return nil }
    let owner = credentials(of: task).realUserID
    var count: UInt64 = 0
    for special in fileSide.specials.indices {
      for message in fileSide.specials[special].socket.messages where message.owner == owner {
        count += UInt64(message.rights.count)
      }
    }
    let limit = resourceLimit(.descriptors, of: taskTable[task].signal).soft
    if count > limit, !hasCapability(.systemResource, task),
      !hasCapability(.systemAdministration, task)
    {
      throw .tooManyReferences
    }
    // Whether who will hold the files can be reached from one of them.
    var open = transfer.rights
    var seen: ContiguousArray<Int32> = []
    while let file = open.popLast() {
      let special = openFiles[file].special
      guard special >= 0, fileSide.specials[special].kind == .socket, !seen.contains(special) else {
        continue
      }
      if special == peer {
        return refuse(.callNotBuilt, Int64(SystemCallNumber.sendmsg.rawValue), to: task)
      }
      seen.append(special)
      for message in fileSide.specials[special].socket.messages {
        open.append(contentsOf: message.rights)
      }
    }
    return nil
  }

  /// A message with what a call sends besides bytes: the first one of a call has the files.
  ///
  /// Source: `net/unix/af_unix.c: unix_scm_to_skb, unix_maybe_add_creds`.
  mutating func message(
    _ bytes: [UInt8], of transfer: inout FileTransfer, from socket: Socket, by task: Int32
  ) -> SocketMessage {
    var message = SocketMessage(bytes: bytes)
    let isAsked =
      socket.passesCredentials || fileSide.specials[socket.peer].socket.passesCredentials
    message.credentials =
      transfer.parts?.credentials ?? (isAsked ? socketCredentials(of: task) : nil)
    guard !transfer.rights.isEmpty else { return message }
    message.rights = transfer.rights
    message.owner = credentials(of: task).realUserID
    transfer.parts?.rights = []
    transfer.parts?.descriptors = []
    return message
  }

  // MARK: - Receiving

  /// Takes the open files out of a message, or, for who only looks, opens them once more.
  ///
  /// Source: `net/unix/af_unix.c: unix_detach_fds, unix_peek_fds`.
  mutating func takeRights(
    _ delivery: inout Delivery, _ special: Int32, _ place: Int, peeks: Bool
  ) {
    let rights = fileSide.specials[special].socket.messages[place].rights
    guard !rights.isEmpty else { return }
    delivery.rights = rights
    if peeks {
      for file in rights { openFiles[file].users += 1 }
    } else {
      fileSide.specials[special].socket.messages[place].rights = []
    }
  }

  /// Answers a call that receives.
  ///
  /// Source: `net/core/scm.c: __scm_recv_common, scm_detach_fds, put_cmsg`.
  mutating func deliver(
    _ transfer: FileTransfer, _ delivery: Delivery, _ socket: Socket, to task: Int32
  ) -> Outcome {
    guard let parts = transfer.parts else {
      releaseRights(delivery.rights)
      return answer(transfer, of: task)
    }
    var control: [UInt8] = []
    var flags = transfer.messageFlags & MessageFlags.closesOnExec
    if delivery.isCut { flags |= MessageFlags.truncated }
    // A stream tells of a sender even at its end.
    if socket.passesCredentials, parts.hasSender || socket.kind == .stream {
      var facts = SocketCredentials()
      if parts.hasSender {
        facts.user = Self.overflowID
        facts.group = Self.overflowID
      }
      let told = words(
        parts.sender ?? facts, seenBy: task, isKnown: parts.sender != nil)
      append(told, kind: 2, to: &control, room: parts.room, &flags)
    }
    if !delivery.rights.isEmpty {
      let left = parts.room - control.count
      var descriptors: [UInt8] = []
      var kept = delivery.rights
      let closesOnExec = flags & MessageFlags.closesOnExec != 0
      for _ in 0..<min(max(left - 16, 0) / 4, kept.count) {
        guard let descriptor = try? freeDescriptor(of: task) else { break }
        _ = install(kept.removeFirst(), at: descriptor, of: task, closesOnExec: closesOnExec)
        descriptors += littleEndian([UInt64(descriptor)]).prefix(4)
      }
      if !descriptors.isEmpty {
        append(descriptors, kind: 1, to: &control, room: parts.room, &flags)
      }
      if !kept.isEmpty { flags |= MessageFlags.controlTruncated }
      releaseRights(kept)
    }
    keep(control, for: task)
    taskTable[task].replyExtra = Int64(UInt32(bitPattern: flags))
    return .value(Int64(transfer.done))
  }

  /// `struct ucred`, as a task sees it.
  func words(
    _ facts: SocketCredentials, seenBy viewer: Int32, isKnown: Bool = true
  ) -> [UInt8] {
    var process = facts.process
    if let task = facts.task.flatMap({ slot(of: $0) }) {
      process = number(of: task, seenBy: viewer)
    } else if taskTable[viewer].pid >= 0 {
      process = 0
    }
    let user = isKnown ? idNumber(facts.user, .user, seenBy: viewer) : facts.user
    let group = isKnown ? idNumber(facts.group, .group, seenBy: viewer) : facts.group
    return Array(
      littleEndian([UInt64(UInt32(bitPattern: process)) | UInt64(user) << 32, UInt64(group)])
        .prefix(12))
  }

  /// Adds a control message, as far as there is room.
  private func append(
    _ data: [UInt8], kind: UInt64, to control: inout [UInt8], room: Int, _ flags: inout Int32
  ) {
    let left = room - control.count
    let length = min(16 + data.count, left)
    if length < 16 + data.count { flags |= MessageFlags.controlTruncated }
    guard left >= 16 else { return }
    control += littleEndian([UInt64(length), 1 | kind << 32]) + data.prefix(length - 16)
    // CMSG_SPACE.
    let end = min((length + 7) & ~7, left)
    control += [UInt8](repeating: 0, count: end - length)
  }
}
