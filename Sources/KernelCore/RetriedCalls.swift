internal import LinuxABI

/// A call that waits, and is tried again whenever what it waits for may have come.
struct RetriedCall: Sendable {
  var task: Int32
  var call: RegisterCall
  var subject: RetrySubject
  /// When it gives up, or the end of time.
  var deadline: UInt64
  /// The open file that it is about, which stays while it is waited for even if its last descriptor is
  /// closed; -1 once the call was interrupted: it starts from its descriptor again.
  var file: Int32 = -1
  /// The lock of bytes that it waits for, which is found out once.
  var lock: FileLock?
  /// Whether it stands where others find it: from when it waits until it looks again.
  var isWaiting = false
  /// The futexes that it waits for; none for other calls, and once it goes on.
  var keys: ContiguousArray<FutexKey> = []
  /// The futex that was woken, or -1.
  var woken: Int32 = -1
}

/// What such a call waits for.
enum RetrySubject: Equatable, Sendable {
  /// One of several futexes.
  case futexes
  /// What is watched by the set that is this special file.
  case poller(Int32)
  /// A lock of this file.
  case lock(Int32)
  /// A message of this queue, or room for one.
  case queue(Int32)
  /// The same of a System V queue.
  case systemQueue(Int32)
  /// Bytes in this pipe, room for some, or somebody at its other end.
  case pipe(Int32)
  /// A message for this special file, or room for one.
  case special(Int32)
  /// Processor time.
  case processorTime
}

/// How a call that waits ends without what it waits for.
struct RetryRule {
  /// When it gives up, or nil for never; of a call that is tried again the first time counts.
  var deadline: UInt64?
  /// What it answers then.
  var late: Errno
  /// What becomes of it when a signal comes.
  var restart: RestartRule
}

// Theory of operation
//
// What such a call needs is looked at in one place, the function that carries it out; if it is not there,
// that function waits (`waitToRetry`), and when its task has the processor again it is called once more.
// So little is handed over to a sleeping task, and who changes something only has to wake those that
// wait for it. Those that came first are woken first, and keep their place when they find nothing.
//
// Messages are the exception: who sends or receives one does the part of the one that waits, too
// (QueueMessages.swift, SystemQueueMessages.swift), since nobody may come between the two.
extension Kernel {
  /// Begins a call of this kind: what was left of an earlier one is forgotten.
  mutating func beginRetried(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    if !programSides.isEmpty { forgetRetry(of: caller) }
    return try tryCall(call, by: caller)
  }

  private mutating func tryCall(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    call.number == .fcntl
      ? try recordLock(call, by: task) : try retryOfOtherLibraries(call, by: task)
  }

  /// Whether a call is one of those.
  static func isRetried(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .futexWaitv, .epollPwait, .epollPwait2, .flock, .mqTimedsend, .mqTimedreceive, .msgsnd,
      .msgrcv, .splice, .tee, .vmsplice, .sendmmsg, .recvmmsg:
      true
    default: false
    }
  }

  /// Tries the call once more that a task waits in.
  mutating func resumeRetried(of task: Int32) throws(Errno) -> Outcome {
    guard let place = retry(of: task) else { throw .interrupted }
    programSide.retries[place].isWaiting = false
    let outcome: Outcome
    do throws(Errno) {
      outcome = try tryCall(programSide.retries[place].call, by: task)
    } catch {
      forgetRetry(of: task)
      throw error
    }
    if case .value = outcome, taskTable[task].restart == .none { forgetRetry(of: task) }
    return outcome
  }

  /// Has a task wait, in the middle of its call; the file is the open one that the call is about, or -1,
  /// and the lock the one of bytes that it is to set.
  mutating func waitToRetry(
    _ call: RegisterCall, _ subject: RetrySubject, _ rule: RetryRule, file: Int32 = -1,
    lock: FileLock? = nil, keys: ContiguousArray<FutexKey> = [], by task: Int32
  ) throws(Errno) -> Outcome {
    let old = retry(of: task)
    let deadline =
      old.map { programSide.retries[$0].deadline } ?? rule.deadline ?? TimerQueue.endOfTime
    guard deadline > timeNanoseconds else { throw rule.late }
    if old == nil {
      programSide.retries.append(
        RetriedCall(task: task, call: call, subject: subject, deadline: deadline))
    }
    let place = old ?? programSide.retries.count - 1
    taskTable[task].blockedCall = .retried
    if isInterrupted(task) {
      releaseFile(of: place)
      interrupt(task, rule.restart)
      return .value(0)
    }
    programSide.retries[place].subject = subject
    programSide.retries[place].keys = keys
    programSide.retries[place].woken = -1
    programSide.retries[place].isWaiting = true
    for key in keys { if let frame = key.sharedFrame { memory.physical.retain(frame) } }
    if file >= 0, programSide.retries[place].file < 0 {
      openFiles[file].users += 1
      programSide.retries[place].file = file
      programSide.retries[place].lock = lock
    }
    if case .queue = subject { placeWaiter(place) }
    block(.sleeping)
    startTimer(of: task, at: deadline)
    return .pending
  }

  /// The open file that a call is about: the one that it has waited for, or the one behind a descriptor.
  ///
  /// A call of Linux keeps its file (`fdget`), whatever becomes of the descriptor.
  ///
  /// - Throws: EBADF.
  func retriedFile(_ descriptor: Int32, of task: Int32) throws(Errno) -> Int32 {
    if let file = keptFile(of: task) { return file }
    return try openFile(FileDescriptor(rawValue: descriptor), of: task)
  }

  /// The open file that the call of a task has waited for; nil for a call that has not waited yet.
  func keptFile(of task: Int32) -> Int32? {
    guard let place = retry(of: task), programSides[0].retries[place].file >= 0 else { return nil }
    return programSides[0].retries[place].file
  }

  /// The place of the call that a task waits in.
  func retry(of task: Int32) -> Int? {
    programSides.isEmpty ? nil : programSides[0].retries.firstIndex { $0.task == task }
  }

  /// Has all look again that wait for something.
  mutating func wakeRetries(_ subject: RetrySubject) {
    guard !programSides.isEmpty else { return }
    for place in programSide.retries.indices where programSide.retries[place].subject == subject {
      wakeRetry(programSide.retries[place].task)
    }
  }

  /// Has a task look again.
  mutating func wakeRetry(_ task: Int32) {
    guard taskTable[task].state == .sleeping, taskTable[task].blockedCall == .retried else {
      return
    }
    stopTimer(of: task)
    wake(task)
    taskTable[task].flags.insert(.inCall)
  }

  /// Ends the call of a task that waits, even if a signal or its time has woken it by now.
  ///
  /// Source: `ipc/mqueue.c: __pipelined_op, wq_sleep`: STATE_READY is looked at first; `ipc/msg.c: do_msgrcv`.
  mutating func endRetry(of task: Int32, _ value: Int64) {
    wakeRetry(task)
    taskTable[task].blockedCall = .none
    taskTable[task].replyValue = value
    forgetRetry(of: task)
  }

  /// Forgets the call of a task, which is over or will never be.
  mutating func forgetRetry(of task: Int32) {
    guard let place = retry(of: task) else { return }
    releaseKeys(of: place)
    let file = programSide.retries.remove(at: place).file
    if file >= 0 { releaseOpenFile(file) }
  }

  /// A call starts from its descriptor, should it start again.
  private mutating func releaseFile(of place: Int) {
    let file = programSide.retries[place].file
    programSide.retries[place].file = -1
    programSide.retries[place].lock = nil
    if file >= 0 { releaseOpenFile(file) }
  }

  /// A task no longer waits for futexes.
  mutating func releaseKeys(of place: Int) {
    for key in programSide.retries[place].keys {
      if let frame = key.sharedFrame { memory.physical.release(frame) }
    }
    programSide.retries[place].keys = []
  }

  /// Checks that calls which wait are those of tasks, and counts the open files that they keep.
  func checkRetries(_ users: inout Counter) throws(InvariantViolation) {
    guard !programSides.isEmpty else { return }
    for retry in programSide.retries {
      try require(taskTable.isInUse(retry.task), "who waits to try again is a task", retry.task)
      if retry.file >= 0 { users.add(retry.file) }
      let isAsleep =
        taskTable[retry.task].state == .sleeping && taskTable[retry.task].blockedCall == .retried
      try require(
        retry.keys.isEmpty || isAsleep || taskTable[retry.task].flags.contains(.inCall),
        "who waits for several futexes sleeps", retry.task)
    }
  }
}
