internal import LinuxABI

// What few tasks have.
extension Kernel {
  /// What a task has beyond its record; the empty one if it has nothing.
  func extra(of task: Int32) -> TaskExtra {
    taskTable[task].extra < 0 ? TaskExtra() : extras[taskTable[task].extra]
  }

  /// The place of what a task has beyond its record, made if it is not there.
  mutating func ensureExtra(of task: Int32) -> Int32 {
    if taskTable[task].extra < 0 { taskTable[task].extra = extras.allocate(TaskExtra()) }
    return taskTable[task].extra
  }

  mutating func releaseExtra(of task: Int32) {
    forgetTracer(of: task)
    releaseFilters(of: task)
    let index = taskTable[task].extra
    taskTable[task].extra = -1
    extras[index] = TaskExtra()
    extras.release(index)
  }

  /// Keeps bytes that go with a task's answer.
  mutating func keep(_ bytes: [UInt8], for task: Int32) {
    taskTable[task].replyKind = .bytes
    replyBytes.removeAll { $0.task == task }
    replyBytes.append((task, bytes))
  }

  /// Takes back bytes that were to go with a task's answer.
  mutating func takeKept(of task: Int32) -> [UInt8] {
    guard let place = replyBytes.firstIndex(where: { $0.task == task }) else { return [] }
    taskTable[task].replyKind = .plain
    return replyBytes.remove(at: place).bytes
  }
}

/// Words as they travel beside an answer, least significant byte first.
func littleEndian(_ words: [UInt64]) -> [UInt8] {
  var bytes: [UInt8] = []
  for word in words {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift * 8))) }
  }
  return bytes
}
