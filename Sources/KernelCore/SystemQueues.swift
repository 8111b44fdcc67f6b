internal import LinuxABI

/// A System V message queue: Linux's `msg_queue`.
struct SystemQueue: Sendable {
  var permissions: ObjectPermissions
  /// The oldest first.
  var messages: ContiguousArray<SystemMessage> = []
  /// The most bytes of all messages, and the most messages too.
  var bytesMax: UInt64 = Self.bytesMaxUsual
  // Processes, by their numbers in the first PID namespace: who sent and who received last.
  var lastSender: Int32 = 0
  var lastReceiver: Int32 = 0
  // Seconds of CLOCK_REALTIME, 0 for never.
  var sendSeconds: UInt64 = 0
  var receiveSeconds: UInt64 = 0
  var changeSeconds: UInt64

  /// `MSGMNB`, `MSGMAX` and `MSGMNI`.
  static var bytesMaxUsual: UInt64 { 16_384 }
  static var messageBytesMax: UInt64 { 8_192 }
  static var countMax: Int { 32_000 }

  /// The bytes of all messages.
  var bytes: UInt64 { messages.reduce(0) { $0 + UInt64($1.bytes.count) } }

  /// Whether there is room for a message.
  ///
  /// Source: `ipc/msg.c: msg_fits_inqueue`.
  func fits(_ count: UInt64) -> Bool {
    bytes + count <= bytesMax && UInt64(messages.count) + 1 <= bytesMax
  }
}

/// A message that waits in such a queue.
struct SystemMessage: Sendable {
  /// Above 0.
  var type: Int64
  var bytes: [UInt8]
}

// System V message queues: making them, asking for them and removing them. Messages are in
// SystemQueueMessages.swift.
extension Kernel {
  /// The most bytes of a message of a System V queue.
  package static var systemMessageBytesMax: UInt64 { SystemQueue.messageBytesMax }

  static func isSystemQueueCall(_ number: SystemCallNumber) -> Bool {
    number == .msgget || number == .msgctl
  }

  mutating func systemQueueCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    call.number == .msgget ? try msgget(call, by: caller) : try msgctl(call, by: caller)
  }

  var realTimeSeconds: UInt64 { time(of: Clock.realTime) / TimeSpec.nanosecondsPerSecond }

  /// The queues of an IPC namespace.
  private func systemQueues(in namespace: Int32) -> [Int32] {
    programSide.systemQueues.indices.filter {
      programSide.systemQueues[$0].permissions.namespace == namespace
    }
  }

  /// Source: msgget(2); `ipc/msg.c: newque`; `ipc/util.c: ipcget`.
  private mutating func msgget(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = UInt32(truncatingIfNeeded: call.b)
    let (creates, isExclusive) = (flags & 0o1000 != 0, flags & 0o2000 != 0)
    let namespace = namespaceSet(of: caller).ipc
    let queues = systemQueues(in: namespace)
    if call.intA != 0,
      let found = queues.first(where: {
        programSide.systemQueues[$0].permissions.key == call.intA
      })
    {
      // msgget(2), EEXIST.
      guard !(creates && isExclusive) else { throw .fileExists }
      let permissions = programSide.systemQueues[found].permissions
      try checkAccess(to: permissions, flags, by: caller)
      return .value(Int64(permissions.id))
    }
    // msgget(2), ENOENT, ENOSPC.
    guard creates || call.intA == 0 else { throw .noSuchFileOrDirectory }
    guard queues.count < SystemQueue.countMax else { throw .noSpace }
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    let inUse = queues.map { programSide.systemQueues[$0].permissions.id & mask }
    let id =
      namespace < 0
      ? programSide.systemQueueNames.next(inUse: inUse)
      : namespaceTable[namespace].queueNames.next(inUse: inUse)
    _ = programSide.systemQueues.allocate(
      SystemQueue(
        permissions: objectPermissions(id, key: call.intA, mode: flags, by: caller),
        changeSeconds: realTimeSeconds))
    return .value(Int64(id))
  }

  /// The queue with a name in the caller's namespace.
  ///
  /// - Throws: EINVAL if there is none.
  func systemQueue(_ id: Int32, by caller: Int32) throws(Errno) -> Int32 {
    let queues = systemQueues(in: namespaceSet(of: caller).ipc)
    guard
      let found = queues.first(where: { programSide.systemQueues[$0].permissions.id == id })
    else { throw .invalidArgument }
    return found
  }

  /// Source: msgctl(2); `ipc/msg.c: ksys_msgctl`.
  private mutating func msgctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard call.intA >= 0, call.intB >= 0 else { throw .invalidArgument }
    switch call.intB {
    // IPC_RMID
    case 0:
      let queue = try systemQueue(call.intA, by: caller)
      try checkOwner(of: programSide.systemQueues[queue].permissions, by: caller)
      removeSystemQueue(queue)
    // IPC_SET
    case 1: try changeSystemQueue(call, by: caller)
    // IPC_STAT; MSG_STAT and MSG_STAT_ANY, by the index.
    case 2, 11, 13:
      let queue =
        call.intB == 2
        ? try systemQueue(call.intA, by: caller) : try systemQueue(at: call.intA, by: caller)
      let record = programSide.systemQueues[queue]
      if call.intB != 13 { try checkAccess(to: record.permissions, 0o444, by: caller) }
      keep(status(of: record, seenBy: caller), for: caller)
      return .value(call.intB == 2 ? 0 : Int64(record.permissions.id))
    // IPC_INFO, MSG_INFO
    case 3, 12: return systemQueueFacts(isCounted: call.intB == 12, by: caller)
    default: throw .invalidArgument
    }
    return .value(0)
  }

  private func systemQueue(at index: Int32, by caller: Int32) throws(Errno) -> Int32 {
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    let queues = systemQueues(in: namespaceSet(of: caller).ipc)
    guard
      let found = queues.first(where: {
        programSide.systemQueues[$0].permissions.id & mask == index
      })
    else { throw .invalidArgument }
    return found
  }

  /// Source: `ipc/msg.c: msgctl_down`.
  private mutating func changeSystemQueue(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) {
    guard call.bytes.count >= 96 else { throw .badAddress }
    let queue = try systemQueue(call.intA, by: caller)
    let old = programSide.systemQueues[queue].permissions
    try checkOwner(of: old, by: caller)
    let room = call.bytes.littleEndian(at: 88, count: 8)
    // msgctl(2), EPERM: above MSGMNB.
    guard room <= SystemQueue.bytesMaxUsual || hasCapability(.systemResource, caller) else {
      throw .notPermitted
    }
    programSide.systemQueues[queue].permissions = try changed(old, by: call.bytes, of: caller)
    programSide.systemQueues[queue].bytesMax = room
    programSide.systemQueues[queue].changeSeconds = realTimeSeconds
    // Who waits may have lost the right to, or found room.
    wakeRetries(.systemQueue(queue))
  }

  /// A `struct msqid64_ds` of 120 bytes.
  ///
  /// Source: `include/uapi/asm-generic/msgbuf.h`.
  private func status(of queue: SystemQueue, seenBy viewer: Int32) -> [UInt8] {
    bytes(of: queue.permissions, seenBy: viewer)
      + littleEndian([
        queue.sendSeconds, queue.receiveSeconds, queue.changeSeconds, queue.bytes,
        UInt64(queue.messages.count), queue.bytesMax,
        UInt64(UInt32(bitPattern: queue.lastSender))
          | UInt64(UInt32(bitPattern: queue.lastReceiver)) << 32, 0, 0,
      ])
  }

  /// `struct msginfo`: the limits, or what is there.
  ///
  /// Source: `ipc/msg.c: msgctl_info`.
  private mutating func systemQueueFacts(isCounted: Bool, by caller: Int32) -> Outcome {
    let queues = systemQueues(in: namespaceSet(of: caller).ipc)
    var (pool, map, headers): (UInt32, UInt32, UInt32) = (512_000, 16_384, 16_384)
    if isCounted {
      pool = UInt32(queues.count)
      map = 0
      headers = 0
      for queue in queues {
        map += UInt32(clamping: programSide.systemQueues[queue].messages.count)
        headers &+= UInt32(truncatingIfNeeded: programSide.systemQueues[queue].bytes)
      }
    }
    keep(
      Self.halves([
        pool, map, UInt32(SystemQueue.messageBytesMax), UInt32(SystemQueue.bytesMaxUsual),
        UInt32(SystemQueue.countMax), 16, headers, 0xffff,
      ]), for: caller)
    let mask = Int32(1) << SemaphoreNames.indexBits - 1
    let last = queues.map { programSide.systemQueues[$0].permissions.id & mask }.max()
    return .value(Int64(last ?? 0))
  }

  /// Takes a queue away; who waits for it is told so.
  ///
  /// Source: `ipc/msg.c: freeque`.
  mutating func removeSystemQueue(_ queue: Int32) {
    let waiting = programSide.retries.filter { $0.isWaiting && $0.subject == .systemQueue(queue) }
    // msgsnd(2), msgrcv(2), EIDRM.
    for retry in waiting { endRetry(of: retry.task, -Int64(Errno.identifierRemoved.rawValue)) }
    programSide.systemQueues[queue].messages = []
    programSide.systemQueues.release(queue)
  }

  /// The queues of an IPC namespace go with it.
  ///
  /// Source: `ipc/msg.c: msg_exit_ns`.
  mutating func removeSystemQueues(in namespace: Int32) {
    guard !programSides.isEmpty else { return }
    for queue in systemQueues(in: namespace) { removeSystemQueue(queue) }
  }
}
