internal import LinuxABI

/// Which messages a receiver takes.
///
/// Source: `ipc/msg.c: convert_mode`.
private enum MessageChoice {
  case oldest
  case equal(Int64)
  case other(Int64)
  /// The lowest type, of those up to one.
  case upTo(Int64)

  init(_ type: Int64, excepts: Bool) {
    if type == 0 {
      self = .oldest
    } else if type < 0 {
      self = .upTo(type == .min ? .max : -type)
    } else {
      self = excepts ? .other(type) : .equal(type)
    }
  }

  func takes(_ type: Int64) -> Bool {
    switch self {
    case .oldest: true
    case .equal(let wanted): type == wanted
    case .other(let wanted): type != wanted
    case .upTo(let most): type <= most
    }
  }
}

// Messages of System V queues: sending and receiving, which may wait (RetriedCalls.swift). Who sends hands the
// message to the first receiver that waits for one of its type.
extension Kernel {
  /// IPC_NOWAIT, MSG_NOERROR, MSG_EXCEPT and MSG_COPY.
  private enum ReceiveFlags {
    static var neverWaits: UInt64 { 0o4000 }
    static var cuts: UInt64 { 0o10_000 }
    static var excepts: UInt64 { 0o20_000 }
    static var copies: UInt64 { 0o40_000 }
  }

  private static var messageRule: RetryRule {
    RetryRule(deadline: nil, late: .timedOut, restart: .onlyUnhandled)
  }

  /// Sends a message.
  ///
  /// Words: 0 queue, 1 type, 2 size, 3 flags. Bytes: the message.
  ///
  /// Source: msgsnd(2); `ipc/msg.c: do_msgsnd`.
  mutating func sendSystemMessage(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    // msgsnd(2), EINVAL.
    guard call.c <= SystemQueue.messageBytesMax, call.intA >= 0, Int64(bitPattern: call.b) >= 1
    else { throw .invalidArgument }
    let queue = try systemQueue(call.intA, by: task)
    // msgsnd(2), EACCES.
    try checkAccess(to: programSide.systemQueues[queue].permissions, 0o222, by: task)
    guard programSide.systemQueues[queue].fits(call.c) else {
      // msgsnd(2), EAGAIN.
      guard call.d & ReceiveFlags.neverWaits == 0 else { throw .resourceTemporarilyUnavailable }
      return try waitToRetry(call, .systemQueue(queue), Self.messageRule, by: task)
    }
    programSide.systemQueues[queue].lastSender = taskTable[task].processID
    programSide.systemQueues[queue].sendSeconds = realTimeSeconds
    let message = SystemMessage(
      type: Int64(bitPattern: call.b), bytes: Array(call.bytes.prefix(Int(call.c))))
    if !hand(message, of: queue) { programSide.systemQueues[queue].messages.append(message) }
    return .value(0)
  }

  /// Hands a message to who waits for it; who has no room for it is told.
  ///
  /// Source: `ipc/msg.c: pipelined_send`.
  ///
  /// - Returns: Whether somebody has it.
  private mutating func hand(_ message: SystemMessage, of queue: Int32) -> Bool {
    let waiting = programSide.retries.filter {
      $0.isWaiting && $0.subject == .systemQueue(queue) && $0.call.number == .msgrcv
    }
    for retry in waiting {
      let call = retry.call
      let choice = MessageChoice(
        Int64(bitPattern: call.c), excepts: call.d & ReceiveFlags.excepts != 0)
      guard choice.takes(message.type) else { continue }
      guard call.d & ReceiveFlags.cuts != 0 || message.bytes.count <= call.b else {
        // msgrcv(2), E2BIG.
        endRetry(of: retry.task, -Int64(Errno.argListTooLong.rawValue))
        continue
      }
      programSide.systemQueues[queue].lastReceiver = taskTable[retry.task].processID
      programSide.systemQueues[queue].receiveSeconds = realTimeSeconds
      let count = min(message.bytes.count, Int(clamping: call.b))
      endRetry(of: retry.task, Int64(count))
      give(message, count: count, to: retry.task)
      return true
    }
    return false
  }

  /// Receives a message.
  ///
  /// Words: 0 queue, 1 size, 2 type, 3 flags.
  ///
  /// Source: msgrcv(2); `ipc/msg.c: do_msgrcv, find_msg`.
  mutating func receiveSystemMessage(
    _ call: RegisterCall, by task: Int32
  ) throws(Errno) -> Outcome {
    // msgrcv(2), EINVAL.
    guard call.intA >= 0, Int64(bitPattern: call.b) >= 0 else { throw .invalidArgument }
    let copies = call.d & ReceiveFlags.copies != 0
    let excepts = call.d & ReceiveFlags.excepts != 0
    let neverWaits = call.d & ReceiveFlags.neverWaits != 0
    guard !copies || neverWaits && !excepts else { throw .invalidArgument }
    let queue = try systemQueue(call.intA, by: task)
    // msgrcv(2), EACCES.
    try checkAccess(to: programSide.systemQueues[queue].permissions, 0o444, by: task)
    let type = Int64(bitPattern: call.c)
    let place =
      copies
      ? Int(exactly: type).flatMap {
        programSide.systemQueues[queue].messages.indices.contains($0) ? $0 : nil
      } : self.place(of: MessageChoice(type, excepts: excepts), in: queue)
    guard let place else {
      // msgrcv(2), ENOMSG.
      guard !neverWaits else { throw .noMessage }
      return try waitToRetry(call, .systemQueue(queue), Self.messageRule, by: task)
    }
    let message = programSide.systemQueues[queue].messages[place]
    // msgrcv(2), E2BIG.
    guard message.bytes.count <= call.b || call.d & ReceiveFlags.cuts != 0 else {
      throw .argListTooLong
    }
    let count = min(message.bytes.count, Int(clamping: call.b))
    give(message, count: count, to: task)
    guard !copies else { return .value(Int64(count)) }
    programSide.systemQueues[queue].messages.remove(at: place)
    programSide.systemQueues[queue].lastReceiver = taskTable[task].processID
    programSide.systemQueues[queue].receiveSeconds = realTimeSeconds
    // Source: `ipc/msg.c: ss_wakeup`.
    for retry in programSide.retries
    where retry.isWaiting && retry.subject == .systemQueue(queue) && retry.call.number == .msgsnd
      && programSide.systemQueues[queue].fits(retry.call.c)
    {
      wakeRetry(retry.task)
    }
    return .value(Int64(count))
  }

  /// The message that a receiver takes, if there is one: the oldest, or the oldest of the lowest type.
  private func place(of choice: MessageChoice, in queue: Int32) -> Int? {
    let messages = programSide.systemQueues[queue].messages
    guard case .upTo = choice else { return messages.firstIndex { choice.takes($0.type) } }
    var best: Int?
    for place in messages.indices where choice.takes(messages[place].type) {
      if let known = best, messages[known].type <= messages[place].type { continue }
      best = place
    }
    return best
  }

  private mutating func give(_ message: SystemMessage, count: Int, to task: Int32) {
    taskTable[task].replyExtra = message.type
    keep(Array(message.bytes.prefix(count)), for: task)
  }

  /// Checks that nobody waits for a message that is there, or for room that is.
  func checkSystemQueues() throws(InvariantViolation) {
    for queue in programSide.systemQueues.indices {
      for message in programSide.systemQueues[queue].messages {
        try require(message.type > 0, "messages have a type", queue)
      }
    }
    for retry in programSide.retries {
      guard retry.isWaiting, case .systemQueue(let queue) = retry.subject else { continue }
      try require(programSide.systemQueues.isInUse(queue), "who waits has a queue", retry.task)
      guard retry.call.number == .msgrcv else { continue }
      let choice = MessageChoice(
        Int64(bitPattern: retry.call.c), excepts: retry.call.d & ReceiveFlags.excepts != 0)
      try require(
        place(of: choice, in: queue) == nil, "nobody waits for a message that is there", retry.task)
    }
  }
}
