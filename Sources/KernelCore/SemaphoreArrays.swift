internal import LinuxABI

// All semaphores of a set at once: GETALL and SETALL of semctl.
extension Kernel {
  /// How many semaphores a set has, for whoever reads so many values from a task's memory.
  ///
  /// - Parameters:
  ///   - id: The set's name.
  ///   - task: Who asks, in whose namespace the name counts.
  /// - Returns: The count; nil if there is no such set, or it is not for the task to change.
  package func semaphoreCount(of id: Int32, for task: TaskID) -> Int? {
    guard let slot = slot(of: task), id >= 0 else { return nil }
    do throws(Errno) {
      let set = try semaphoreSet(id, by: slot)
      try checkAccess(to: set, 0o222, by: slot)
      return semaphoreSets[set].semaphores.count
    } catch {
      return nil
    }
  }

  /// The values go with the answer, a UInt16 each.
  ///
  /// Source: semctl(2), GETALL; `ipc/sem.c: semctl_main`.
  func semaphoreValues(_ call: RegisterCall, by caller: Int32) throws(Errno) -> [UInt8] {
    let set = try semaphoreSet(call.intA, by: caller)
    try checkAccess(to: set, 0o444, by: caller)
    return semaphoreSets[set].semaphores.flatMap { semaphore in
      let value = UInt16(truncatingIfNeeded: semaphore.value)
      return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
  }

  /// The values come with the call, a UInt16 each.
  ///
  /// Source: semctl(2), SETALL; `ipc/sem.c: semctl_main`.
  mutating func setSemaphores(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let set = try semaphoreSet(call.intA, by: caller)
    try checkAccess(to: set, 0o222, by: caller)
    let count = semaphoreSets[set].semaphores.count
    // semctl(2), EFAULT: the array is shorter than the set.
    guard call.bytes.count >= 2 * count else { throw .badAddress }
    let values = (0..<count).map { Int32(call.bytes.littleEndian(at: $0 * 2, count: 2)) }
    // semctl(2), ERANGE: none is changed then.
    guard values.allSatisfy({ $0 <= Self.semaphoreValueMax }) else { throw .resultTooLarge }
    for number in 0..<count {
      semaphoreSets[set].semaphores[number].value = values[number]
      sign(set, number, by: caller)
      forgetUndo(of: set, number)
    }
    semaphoreSets[set].changeSeconds = realTimeSeconds
    wakeSemaphores(set)
    return .value(0)
  }

  /// Forgets what was to be undone to a semaphore.
  mutating func forgetUndo(of set: Int32, _ number: Int) {
    for list in semaphoreUndos.indices {
      for place in semaphoreUndos[list].entries.indices
      where semaphoreUndos[list].entries[place].set == set {
        semaphoreUndos[list].entries[place].adjustments[number] = 0
      }
    }
  }
}
