internal import LinuxABI

/// How the owner of a queue's notice is told.
struct QueueNotice: Sendable {
  /// The process, which keeps its record whatever it executes; and whose record that is, since records
  /// are used again.
  var group: Int32
  var generation: UInt32
  /// The program that it runs: none that comes after it is told.
  var execID: UInt32
  /// The signal that it gets; nil for none (SIGEV_NONE).
  var signal: Signal?
  var value: UInt64
  /// Through which socket it is told, or -1, and the bytes that are its own (SIGEV_THREAD).
  var socket: Int32 = -1
  var cookie: [UInt8] = []
}

// Being told of messages.
extension Kernel {
  /// Source: mq_notify(3); `ipc/mqueue.c: do_mq_notify`.
  mutating func notifyOfQueue(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    var notice: QueueNotice?
    let group = taskTable[caller].signal
    if call.b != 0 {
      let rest = TimeSpec.word(call.bytes, at: 8)
      let signal = Signal(rawValue: Int32(truncatingIfNeeded: rest))
      switch UInt32(truncatingIfNeeded: rest >> 32) {
      // SIGEV_SIGNAL; mq_notify(3), EINVAL: no such signal.
      case 0:
        guard (0...Signal.maximum).contains(signal.rawValue) else { throw .invalidArgument }
        notice = QueueNotice(
          group: group, generation: signals.generation(of: group),
          execID: taskTable[caller].selfExecID, signal: signal,
          value: TimeSpec.word(call.bytes, at: 0))
      // SIGEV_NONE
      case 1:
        notice = QueueNotice(
          group: group, generation: signals.generation(of: group),
          execID: taskTable[caller].selfExecID, signal: nil, value: 0)
      // SIGEV_THREAD: the library has a thread that reads a socket; the bytes to tell it follow.
      case 2:
        guard call.bytes.count >= 96 else { throw .badAddress }
        notice = QueueNotice(
          group: group, generation: signals.generation(of: group),
          execID: taskTable[caller].selfExecID, signal: nil, value: 0,
          socket: try noticeSocket(signal.rawValue, of: caller), cookie: Array(call.bytes[64..<96]))
      default: throw .invalidArgument
      }
    }
    let special = try special(call.intA, .queue, or: .badFileDescriptor, of: caller)
    let queue = fileSide.specials[special].queue
    let old = programSide.queues[queue].notice
    if let notice {
      // mq_notify(3), EBUSY.
      guard old == nil else { throw .resourceBusy }
      programSide.queues[queue].notice = notice
    } else if let old, isOwner(caller, of: old) {
      removeNotice(of: queue)
    }
    return .value(0)
  }

  /// The process that runs closes an open file: if that is a queue, it is told of nothing any more.
  ///
  /// Source: `ipc/mqueue.c: mqueue_flush_file`.
  @inline(never)
  mutating func forgetNotice(of file: Int32) {
    let special = openFiles[file].special
    guard special >= 0, fileSide.specials[special].kind == .queue, current >= 0 else { return }
    let queue = fileSide.specials[special].queue
    guard let notice = programSide.queues[queue].notice, isOwner(current, of: notice) else {
      return
    }
    removeNotice(of: queue)
  }

  /// Source: `ipc/mqueue.c: remove_notification`.
  private mutating func removeNotice(of queue: Int32) {
    guard let notice = programSide.queues[queue].notice else { return }
    programSide.queues[queue].notice = nil
    tell(notice.socket, notice.cookie, .removed)
  }

  private func isOwner(_ task: Int32, of notice: QueueNotice) -> Bool {
    let group = taskTable[task].signal
    return notice.group == group && notice.generation == signals.generation(of: group)
  }

  /// A message came into an empty queue for which nobody waits.
  ///
  /// Source: `ipc/mqueue.c: __do_notify`.
  mutating func tellOfMessage(in queue: Int32, by sender: Int32) {
    guard let notice = programSide.queues[queue].notice else { return }
    programSide.queues[queue].notice = nil
    tell(notice.socket, notice.cookie, .message)
    guard let signal = notice.signal, signal.rawValue > 0 else { return }
    let group = notice.group
    guard signals.isInUse(group), signals.generation(of: group) == notice.generation else { return }
    let owner = signals[group].leader
    guard taskTable[owner].state != .zombie, taskTable[owner].selfExecID == notice.execID else {
      return
    }
    send(
      SignalInfo(
        signal: signal, code: .messageQueue,
        processID: ProcessID(rawValue: processNumber(of: sender, seenBy: owner)),
        userID: userNumber(of: sender, seenBy: owner), value: notice.value), to: owner, .process)
  }
}
