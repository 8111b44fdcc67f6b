internal import LinuxABI

// Operations on semaphores, what is undone when a task ends (B17), and who waits.
extension Kernel {
  /// Operations in one call (`SEMOPM`).
  private static var operationsMax: Int { 500 }
  private static var operationBytes: Int { 6 }

  /// Of semtimedop word 1 is the longest time to wait, and word 2 says whether there is one.
  ///
  /// Source: semop(2); `ipc/sem.c: __do_semtimedop`.
  mutating func semop(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let count = call.bytes.count / Self.operationBytes
    // semop(2): E2BIG for more than SEMOPM, EINVAL for none.
    guard count <= Self.operationsMax else { throw .argListTooLong }
    guard count > 0, call.intA >= 0 else { throw .invalidArgument }
    let operations = (0..<count).map { place in
      let word = call.bytes.littleEndian(at: place * Self.operationBytes, count: 6)
      return SemaphoreOperation(
        number: UInt16(truncatingIfNeeded: word), amount: Int16(truncatingIfNeeded: word >> 16),
        flags: UInt16(truncatingIfNeeded: word >> 32))
    }
    // The list is made before the set is looked for.
    let isUndone = operations.contains { $0.isUndone }
    if isUndone { _ = ensureUndoList(of: caller) }
    let set = try semaphoreSet(call.intA, by: caller)
    if isUndone { makeUndo(of: set, for: caller) }
    let last = operations.map { Int($0.number) }.max() ?? 0
    // semop(2), EFBIG: the set has no such semaphore.
    guard last < semaphoreSets[set].semaphores.count else { throw .fileTooLarge }
    let alters = operations.contains { $0.amount != 0 }
    try checkAccess(to: set, alters ? 0o222 : 0o444, by: caller)
    switch perform(operations, on: set, by: caller) {
    case .done:
      if alters { wakeSemaphores(set) }
      return .value(0)
    case .failed(let errno): throw errno
    case .blocked(let blocking):
      // semop(2), EINTR: a signal was there already.
      guard !isInterrupted(caller) else { throw .interrupted }
      taskTable[caller].blockedCall = .semaphore
      taskTable[caller].callA = UInt64(UInt32(bitPattern: set))
      semaphoreSets[set].waiters.append(
        SemaphoreWaiter(task: caller, operations: operations, blocking: blocking))
      block(.waitingForSemaphore)
      if call.number == .semtimedop, call.c != 0 {
        startTimer(of: caller, at: deadline(after: call.b))
      }
      return .pending
    }
  }

  private enum Attempt {
    case done
    case failed(Errno)
    case blocked(SemaphoreOperation)
  }

  /// Carries out all operations, in their order, or none.
  ///
  /// Source: `ipc/sem.c: perform_atomic_semop_slow`.
  private mutating func perform(
    _ operations: [SemaphoreOperation], on set: Int32, by task: Int32
  ) -> Attempt {
    let before = semaphoreSets[set].semaphores
    let list = taskTable[task].semaphoreUndo
    let undo = list < 0 ? nil : semaphoreUndos[list].entries.firstIndex { $0.set == set }
    let oldAdjustments = undo.map { semaphoreUndos[list].entries[$0].adjustments }
    var failure: Attempt?
    for operation in operations {
      let number = Int(operation.number)
      let value = semaphoreSets[set].semaphores[number].value
      let result = value + Int32(operation.amount)
      if operation.amount == 0 && value != 0 || result < 0 {
        // semop(2), EAGAIN: IPC_NOWAIT.
        failure =
          operation.fails ? .failed(.resourceTemporarilyUnavailable) : .blocked(operation)
        break
      }
      // semop(2), ERANGE: beyond SEMVMX.
      guard result <= Self.semaphoreValueMax else {
        failure = .failed(.resultTooLarge)
        break
      }
      if operation.isUndone, let undo {
        let adjusted =
          semaphoreUndos[list].entries[undo].adjustments[number] - Int32(operation.amount)
        // semop(2), ERANGE: beyond SEMAEM.
        guard adjusted >= -Self.semaphoreValueMax - 1, adjusted <= Self.semaphoreValueMax else {
          failure = .failed(.resultTooLarge)
          break
        }
        semaphoreUndos[list].entries[undo].adjustments[number] = adjusted
      }
      semaphoreSets[set].semaphores[number].value = result
    }
    if let failure {
      semaphoreSets[set].semaphores = before
      if let undo, let oldAdjustments {
        semaphoreUndos[list].entries[undo].adjustments = oldAdjustments
      }
      return failure
    }
    for operation in operations { sign(set, Int(operation.number), by: task) }
    semaphoreSets[set].operationSeconds = realTimeSeconds
    return .done
  }

  /// Lets those go on whose operations can be carried out now: who waits for zero first, then the
  /// others, those who came first before others.
  ///
  /// Source: `ipc/sem.c: do_smart_update, update_queue`.
  mutating func wakeSemaphores(_ set: Int32) {
    while let place = wakeOne(set, alters: false) ?? wakeOne(set, alters: true) {
      semaphoreSets[set].waiters.remove(at: place)
    }
  }

  /// - Returns: The place of the waiter that was woken, if there was one.
  private mutating func wakeOne(_ set: Int32, alters: Bool) -> Int? {
    for place in semaphoreSets[set].waiters.indices {
      let waiter = semaphoreSets[set].waiters[place]
      guard waiter.operations.contains(where: { $0.amount != 0 }) == alters else { continue }
      let value: Int64
      switch perform(waiter.operations, on: set, by: waiter.task) {
      case .done: value = 0
      case .failed(let errno): value = -Int64(errno.rawValue)
      case .blocked(let operation):
        semaphoreSets[set].waiters[place].blocking = operation
        continue
      }
      stopTimer(of: waiter.task)
      wake(waiter.task)
      complete(waiter.task, value)
      return place
    }
    return nil
  }

  mutating func leaveSemaphoreQueue(_ task: Int32) {
    let set = Int32(truncatingIfNeeded: taskTable[task].callA)
    semaphoreSets[set].waiters.removeAll { $0.task == task }
    stopTimer(of: task)
  }

  // MARK: - Undoing

  /// Makes sure that a task has a place for what is to be undone to a set.
  ///
  /// Source: `ipc/sem.c: find_alloc_undo`.
  private mutating func makeUndo(of set: Int32, for task: Int32) {
    let list = ensureUndoList(of: task)
    guard !semaphoreUndos[list].entries.contains(where: { $0.set == set }) else { return }
    let count = semaphoreSets[set].semaphores.count
    semaphoreUndos[list].entries.append(
      SemaphoreUndo(set: set, adjustments: ContiguousArray(repeating: 0, count: count)))
  }

  private mutating func ensureUndoList(of task: Int32) -> Int32 {
    if taskTable[task].semaphoreUndo < 0 {
      taskTable[task].semaphoreUndo = semaphoreUndos.allocate(SemaphoreUndoRecord())
    }
    return taskTable[task].semaphoreUndo
  }

  /// B17: CLONE_SYSVSEM makes one list for both, if there was none.
  ///
  /// Source: `ipc/sem.c: copy_semundo`.
  @inline(__always)
  mutating func shareUndoList(_ child: Int32, of caller: Int32) {
    let list = ensureUndoList(of: caller)
    semaphoreUndos[list].users += 1
    taskTable[child].semaphoreUndo = list
  }

  /// Undoes what a task did, if nobody else has the same list.
  ///
  /// Source: `ipc/sem.c: exit_sem`.
  mutating func exitSemaphores(of task: Int32) {
    let list = taskTable[task].semaphoreUndo
    taskTable[task].semaphoreUndo = -1
    semaphoreUndos[list].users -= 1
    guard semaphoreUndos[list].users == 0 else { return }
    let entries = semaphoreUndos[list].entries
    semaphoreUndos[list].entries = []
    semaphoreUndos.release(list)
    for entry in entries {
      for number in entry.adjustments.indices where entry.adjustments[number] != 0 {
        let value =
          semaphoreSets[entry.set].semaphores[number].value + entry.adjustments[number]
        semaphoreSets[entry.set].semaphores[number].value =
          min(max(value, 0), Self.semaphoreValueMax)
        sign(entry.set, number, by: task)
      }
      wakeSemaphores(entry.set)
    }
  }
}
