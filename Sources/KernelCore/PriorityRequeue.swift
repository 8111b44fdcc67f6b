internal import LinuxABI

// How tasks that sleep on a word come to wait for a lock that passes on priority:
// FUTEX_WAIT_REQUEUE_PI and FUTEX_CMP_REQUEUE_PI.
extension Kernel {
  /// Sleeps on a word, to be moved to a lock.
  ///
  /// Source: `kernel/futex/requeue.c: futex_wait_requeue_pi`.
  mutating func waitForRequeue(
    _ call: RegisterCall, until deadline: UInt64, by caller: Int32
  ) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    // futex(2), EINVAL: the word and the lock are one.
    guard call.a != call.d else { throw .invalidArgument }
    let isPrivate = call.b & FutexOperation.privateFlag != 0
    let target = try lockKey(at: call.d, in: space, isPrivate: isPrivate)
    let (key, value) = try futex(at: call.a, in: space, isPrivate: isPrivate)
    guard value == UInt32(truncatingIfNeeded: call.c) else {
      throw .resourceTemporarilyUnavailable
    }
    guard key != target else { throw .invalidArgument }
    taskTable[caller].blockedCall = .requeue
    taskTable[caller].replyExtra = 0
    guard !isInterrupted(caller) else {
      interrupt(caller, .always)
      return .value(0)
    }
    guard deadline == 0 || deadline > timeNanoseconds else { throw .timedOut }
    taskTable[caller].callA = call.a
    // The value has 32 bits; above them is whether the word is private.
    taskTable[caller].callB = call.c & 0xffff_ffff | (isPrivate ? 1 << 32 : 0)
    taskTable[caller].callC = deadline
    extras[ensureExtra(of: caller)].priorityWait = PriorityWait(target: call.d)
    sleep(caller, on: key, until: deadline)
    return .pending
  }

  /// Goes back to sleep after an interruption, as the call is made again.
  mutating func resumeWaitForRequeue(of task: Int32) throws(Errno) -> Outcome {
    let target = extras[taskTable[task].extra].priorityWait.target
    let isPrivate = taskTable[task].callB >> 32 != 0
    let again = RegisterCall(
      .futex, taskTable[task].callA,
      FutexOperation.waitRequeuePI | (isPrivate ? FutexOperation.privateFlag : 0),
      taskTable[task].callB, target)
    return try waitForRequeue(again, until: taskTable[task].callC, by: task)
  }

  /// Gives a lock to the first that sleeps on a word, if it is free, and lets the others wait for it.
  ///
  /// Source: `kernel/futex/requeue.c: futex_requeue, futex_proxy_trylock_atomic`.
  mutating func requeueToLock(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let space = taskTable[caller].mm
    // futex(2), EINVAL: a negative number, another one than 1 to be woken, or one address twice.
    guard call.intC == 1, call.intD >= 0, call.a != call.e else { throw .invalidArgument }
    let isPrivate = call.b & FutexOperation.privateFlag != 0
    let (first, value) = try futex(at: call.a, in: space, isPrivate: isPrivate)
    let second = try lockKey(at: call.e, in: space, isPrivate: isPrivate)
    guard first != second else { throw .invalidArgument }
    guard value == UInt32(truncatingIfNeeded: call.f) else {
      throw .resourceTemporarilyUnavailable
    }
    var count: Int32 = 0
    var owner: TaskID?
    if let top = topWaiter(on: first) {
      try checkTarget(of: top, is: second)
      owner = try acquire(
        second, at: call.e, for: top, seenBy: caller, isPrivate: isPrivate,
        marks: call.intD > 0)
      if owner == nil {
        endFutexWait(of: top)
        complete(top, 0)
        owner = id(of: top)
        noteOwner(id(of: top))
        count += 1
      }
    }
    let bucket = FutexTable.bucket(of: first)
    var task = futexes.buckets[bucket].first
    while task >= 0, count - 1 < call.intD {
      let next = taskTable[task].nextInQueue
      if taskTable[task].futex == first {
        try checkTarget(of: task, is: second)
        count += 1
        taskTable[task].callA = extras[taskTable[task].extra].priorityWait.target
        taskTable[task].callB = isPrivate ? FutexOperation.privateFlag : 0
        taskTable[task].blockedCall = .lock
        if let owner { noteOwner(owner) }
        extras[taskTable[task].extra].priorityWait = PriorityWait(owner: owner, target: call.a)
        move(task, to: second, from: bucket)
      }
      task = next
    }
    return .value(Int64(count))
  }

  /// EINVAL where a task sleeps as on any futex, or is to be moved to another lock.
  private mutating func checkTarget(of task: Int32, is key: FutexKey) throws(Errno) {
    guard taskTable[task].blockedCall == .requeue else { throw .invalidArgument }
    let target = extras[taskTable[task].extra].priorityWait.target
    let isPrivate = taskTable[task].callB >> 32 != 0
    guard try lockKey(at: target, in: taskTable[task].mm, isPrivate: isPrivate) == key else {
      throw .invalidArgument
    }
  }

  /// How the interruption of a task that sleeps in one of these calls is answered.
  ///
  /// Source: `kernel/futex/requeue.c: futex_wait_requeue_pi`: whoever was moved can't start again where it
  /// began.
  mutating func interruptPriorityWait(of task: Int32) {
    let wasMoved =
      taskTable[task].blockedCall == .lock && extras[taskTable[task].extra].priorityWait.target != 0
    endFutexWait(of: task)
    if wasMoved {
      complete(task, -Int64(Errno.resourceTemporarilyUnavailable.rawValue))
    } else {
      interrupt(task, .always)
    }
  }
}
