internal import LinuxABI

// Messages of POSIX queues: sending and receiving, which may wait (RetriedCalls.swift). Who sends hands
// the message to a receiver that waits, and who receives lets the message of a waiting sender in.
extension Kernel {
  /// The priorities that there are (`MQ_PRIO_MAX`).
  private static var priorityCount: UInt64 { 32_768 }

  /// The time of a call that has one, which is a time of CLOCK_REALTIME.
  ///
  /// - Throws: EINVAL where it is none. Source: `ipc/mqueue.c: prepare_timeout`.
  private mutating func queueDeadline(
    _ call: RegisterCall, of task: Int32
  ) throws(Errno) -> UInt64? {
    guard call.e != 0 else { return nil }
    guard let time = TimeSpec.nanoseconds(call.bytes) else { throw .invalidArgument }
    let end = sinceBoot(realTime: time)
    noteRealTimeWait(of: task, until: end)
    return end
  }

  /// The queue behind a descriptor that is open for something.
  private func queue(
    _ call: RegisterCall, isWriting: Bool, of task: Int32
  ) throws(Errno) -> (queue: Int32, file: Int32, waits: Bool) {
    let file = try retriedFile(call.intA, of: task)
    let special = try special(behind: file, .queue, or: .badFileDescriptor)
    // mq_send(3), mq_receive(3), EBADF.
    guard isWriting ? openFiles[file].isWritable : openFiles[file].isReadable else {
      throw .badFileDescriptor
    }
    // Who waits already goes on with that.
    let waits = keptFile(of: task) != nil || !openFiles[file].flags.contains(.nonBlocking)
    return (fileSide.specials[special].queue, file, waits)
  }

  private func rule(_ deadline: UInt64?) -> RetryRule {
    RetryRule(deadline: deadline, late: .timedOut, restart: .unlessHandled)
  }

  /// Source: mq_send(3); `ipc/mqueue.c: do_mq_timedsend`.
  mutating func sendMessage(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let deadline = try queueDeadline(call, of: task)
    // mq_send(3), EINVAL.
    guard call.d & 0xffff_ffff < Self.priorityCount else { throw .invalidArgument }
    let (queue, file, waits) = try queue(call, isWriting: true, of: task)
    // mq_send(3), EMSGSIZE.
    guard call.c <= UInt64(programSide.queues[queue].bytesMax) else { throw .messageTooLong }
    guard programSide.queues[queue].messages.count < programSide.queues[queue].countMax else {
      // mq_send(3), EAGAIN.
      guard waits else { throw .resourceTemporarilyUnavailable }
      return try waitToRetry(call, .queue(queue), rule(deadline), file: file, by: task)
    }
    let message = message(in: call)
    // Who waits for it gets it, and then nobody is told: it was never in the queue.
    if let waiter = waiter(for: queue, .mqTimedreceive) {
      endRetry(of: waiter, Int64(message.bytes.count))
      give(message, to: waiter)
      return .value(0)
    }
    let wasEmpty = programSide.queues[queue].messages.isEmpty
    insert(message, into: queue)
    if wasEmpty { tellOfMessage(in: queue, by: task) }
    queueChanged(queue)
    return .value(0)
  }

  /// Source: mq_receive(3); `ipc/mqueue.c: do_mq_timedreceive`.
  mutating func receiveMessage(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let deadline = try queueDeadline(call, of: task)
    let (queue, file, waits) = try queue(call, isWriting: false, of: task)
    // mq_receive(3), EMSGSIZE: no room for the longest.
    guard call.c >= UInt64(programSide.queues[queue].bytesMax) else { throw .messageTooLong }
    guard !programSide.queues[queue].messages.isEmpty else {
      guard waits else { throw .resourceTemporarilyUnavailable }
      return try waitToRetry(call, .queue(queue), rule(deadline), file: file, by: task)
    }
    let message = programSide.queues[queue].messages.removeFirst()
    give(message, to: task)
    // The room is for who waits for it, and nobody is told of that message.
    // Source: `ipc/mqueue.c: pipelined_receive`.
    if let waiter = waiter(for: queue, .mqTimedsend), let place = retry(of: waiter) {
      insert(self.message(in: programSide.retries[place].call), into: queue)
      endRetry(of: waiter, 0)
    } else {
      queueChanged(queue)
    }
    return .value(Int64(message.bytes.count))
  }

  /// The message that a call sends.
  private func message(in call: RegisterCall) -> QueuedMessage {
    QueuedMessage(
      priority: UInt32(truncatingIfNeeded: call.d),
      bytes: Array(call.bytes.dropFirst(call.e == 0 ? 0 : 16)))
  }

  /// Source: `ipc/mqueue.c: msg_insert`.
  private mutating func insert(_ message: QueuedMessage, into queue: Int32) {
    let place =
      programSide.queues[queue].messages.firstIndex { $0.priority < message.priority }
      ?? programSide.queues[queue].messages.count
    programSide.queues[queue].messages.insert(message, at: place)
  }

  /// Answers a task with a message.
  private mutating func give(_ message: QueuedMessage, to task: Int32) {
    taskTable[task].replyExtra = Int64(message.priority)
    keep(message.bytes, for: task)
  }

  // MARK: - Those that wait

  /// Puts a call that begins to wait for a queue where its turn is: behind those of the same or a better
  /// priority, nice values included.
  ///
  /// Source: `ipc/mqueue.c: wq_add`, which keeps the others as they stand, whatever became of their
  /// priorities.
  mutating func placeWaiter(_ place: Int) {
    let retry = programSide.retries.remove(at: place)
    let rank = scheduling(ofSlot: retry.task).rank
    let others = programSide.retries.indices.filter {
      let other = programSide.retries[$0]
      return other.isWaiting && other.subject == retry.subject
        && other.call.number == retry.call.number
    }
    let better = others.last { scheduling(ofSlot: programSide.retries[$0].task).rank <= rank }
    programSide.retries.insert(
      retry, at: better.map { $0 + 1 } ?? others.first ?? programSide.retries.count)
  }

  /// The task whose turn it is of those that wait in a call for a queue.
  ///
  /// Source: `ipc/mqueue.c: wq_get_first_waiter`.
  private func waiter(for queue: Int32, _ number: SystemCallNumber) -> Int32? {
    programSide.retries.first {
      $0.isWaiting && $0.subject == .queue(queue) && $0.call.number == number
    }?.task
  }

  /// Whether a task may send so many bytes to a queue, so that they are to be read.
  package func takesMessage(_ descriptor: Int32, count: Int, of task: TaskID) -> Bool {
    guard let slot = slot(of: task),
      let special = try? special(descriptor, .queue, or: .badFileDescriptor, of: slot)
    else { return false }
    return count <= programSide.queues[fileSide.specials[special].queue].bytesMax
  }

  /// A queue has another message or one fewer: who polls looks.
  private mutating func queueChanged(_ queue: Int32) {
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
      for retry in programSide.retries where retry.isWaiting && retry.subject == .queue(queue) {
        let isFor = retry.call.number == .mqTimedsend ? record.countMax : 0
        try require(record.messages.count == isFor, "nobody waits for what is there", queue)
      }
      for (one, other) in zip(record.messages, record.messages.dropFirst()) {
        try require(one.priority >= other.priority, "messages go by priority", queue)
      }
    }
  }
}
