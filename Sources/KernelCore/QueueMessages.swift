internal import LinuxABI

// Messages of POSIX queues: sending and receiving, which may wait (RetriedCalls.swift).
extension Kernel {
  /// The priorities that there are (`MQ_PRIO_MAX`).
  private static var priorityCount: UInt64 { 32_768 }

  /// The time of a call that has one, which is a time of CLOCK_REALTIME.
  ///
  /// - Throws: EINVAL where it is none. Source: `ipc/mqueue.c: prepare_timeout`.
  private func queueDeadline(_ call: RegisterCall) throws(Errno) -> UInt64? {
    guard call.e != 0 else { return nil }
    guard let time = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
    return min(time - min(time, Self.epochNanoseconds), TimerQueue.endOfTime)
  }

  /// The queue behind a descriptor that is open for something.
  private func queue(
    _ call: RegisterCall, isWriting: Bool, of task: Int32
  ) throws(Errno) -> (queue: Int32, waits: Bool) {
    let special = try special(call.intA, .queue, or: .badFileDescriptor, of: task)
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: task)
    // mq_send(3), mq_receive(3), EBADF.
    guard isWriting ? openFiles[file].isWritable : openFiles[file].isReadable else {
      throw .badFileDescriptor
    }
    return (fileSide.specials[special].queue, !openFiles[file].flags.contains(.nonBlocking))
  }

  private func rule(_ deadline: UInt64?) -> RetryRule {
    RetryRule(deadline: deadline, late: .timedOut, restart: .unlessHandled)
  }

  /// Source: mq_send(3); `ipc/mqueue.c: do_mq_timedsend`.
  mutating func sendMessage(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let deadline = try queueDeadline(call)
    // mq_send(3), EINVAL.
    guard call.d & 0xffff_ffff < Self.priorityCount else { throw .invalidArgument }
    let (queue, waits) = try queue(call, isWriting: true, of: task)
    let bytes = call.bytes.dropFirst(call.e == 0 ? 0 : 16)
    // mq_send(3), EMSGSIZE.
    guard call.c <= UInt64(programSide.queues[queue].bytesMax) else { throw .messageTooLong }
    guard programSide.queues[queue].messages.count < programSide.queues[queue].countMax else {
      // mq_send(3), EAGAIN.
      guard waits else { throw .resourceTemporarilyUnavailable }
      return try waitToRetry(call, .queue(queue), rule(deadline), by: task)
    }
    let priority = UInt32(truncatingIfNeeded: call.d)
    let wasEmpty = programSide.queues[queue].messages.isEmpty
    let place =
      programSide.queues[queue].messages.firstIndex { $0.priority < priority }
      ?? programSide.queues[queue].messages.count
    programSide.queues[queue].messages.insert(
      QueuedMessage(priority: priority, bytes: Array(bytes)), at: place)
    // Who waits for it gets it, and then nobody is told.
    let isAwaited = programSide.retries.contains {
      $0.subject == .queue(queue) && $0.call.number == .mqTimedreceive
        && taskTable[$0.task].state == .sleeping
    }
    if wasEmpty, !isAwaited { tellOfMessage(in: queue, by: task) }
    queueChanged(queue)
    return .value(0)
  }

  /// Source: mq_receive(3); `ipc/mqueue.c: do_mq_timedreceive`.
  mutating func receiveMessage(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let deadline = try queueDeadline(call)
    let (queue, waits) = try queue(call, isWriting: false, of: task)
    // mq_receive(3), EMSGSIZE: no room for the longest.
    guard call.c >= UInt64(programSide.queues[queue].bytesMax) else { throw .messageTooLong }
    guard !programSide.queues[queue].messages.isEmpty else {
      guard waits else { throw .resourceTemporarilyUnavailable }
      return try waitToRetry(call, .queue(queue), rule(deadline), by: task)
    }
    let message = programSide.queues[queue].messages.removeFirst()
    queueChanged(queue)
    taskTable[task].replyExtra = Int64(message.priority)
    keep(message.bytes, for: task)
    return .value(Int64(message.bytes.count))
  }

  /// Whether a task may send so many bytes to a queue, so that they are to be read.
  package func takesMessage(_ descriptor: Int32, count: Int, of task: TaskID) -> Bool {
    guard let slot = slot(of: task),
      let special = try? special(descriptor, .queue, or: .badFileDescriptor, of: slot)
    else { return false }
    return count <= programSide.queues[fileSide.specials[special].queue].bytesMax
  }

  /// A queue has another message or one fewer: who waits looks.
  private mutating func queueChanged(_ queue: Int32) {
    wakeRetries(.queue(queue))
    if !pollRequests.isEmpty { wakePolls() }
    guard fileSide.pollerCount > 0 else { return }
    for special in fileSide.specials.indices
    where fileSide.specials[special].kind == .queue && fileSide.specials[special].queue == queue {
      watchedChanged(.max) { $0.special == special }
    }
  }

  /// Source: `ipc/mqueue.c: mqueue_poll_file`.
  func events(ofQueue queue: Int32) -> UInt16 {
    let record = programSide.queues[queue]
    return (record.messages.isEmpty ? 0 : PollEvents.readable)
      | (record.messages.count < record.countMax ? PollEvents.writable : 0)
  }

  /// Checks that queues count their open files, and keep their messages in order.
  func checkMessageQueues() throws(InvariantViolation) {
    guard !programSides.isEmpty else { return }
    var users = Counter()
    if !fileSides.isEmpty {
      for special in fileSide.specials.indices where fileSide.specials[special].kind == .queue {
        try require(
          programSide.queues.isInUse(fileSide.specials[special].queue), "queues are there", special)
        users.add(fileSide.specials[special].queue)
      }
    }
    for queue in programSide.queues.indices {
      let record = programSide.queues[queue]
      try require(record.users == users[queue], "queues count their open files", queue)
      try require(record.users > 0 || record.isLinked, "queues have a name or are open", queue)
      try require(record.messages.count <= record.countMax, "queues have room", queue)
      for (one, other) in zip(record.messages, record.messages.dropFirst()) {
        try require(one.priority >= other.priority, "messages go by priority", queue)
      }
    }
  }
}
