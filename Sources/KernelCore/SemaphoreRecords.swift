internal import LinuxABI

/// A set of semaphores: Linux's `sem_array`.
struct SemaphoreSet: Sendable {
  var permissions: ObjectPermissions
  // Seconds of CLOCK_REALTIME: of the last operation, 0 for never, and of the last other change.
  var operationSeconds: UInt64 = 0
  var changeSeconds: UInt64
  var semaphores: ContiguousArray<Semaphore>
  /// Operations that wait, in the order of their coming.
  var waiters: ContiguousArray<SemaphoreWaiter> = []
}

/// One semaphore.
struct Semaphore: Sendable {
  var value: Int32 = 0
  // The process that changed it last: its number in the first PID namespace and in its own, and
  // which that is.
  var lastProcessID: Int32 = 0
  var lastNestedID: Int32 = 0
  var lastNamespace: Int32 = -1
}

/// Operations that a task waits to carry out, all at once.
struct SemaphoreWaiter: Sendable {
  var task: Int32
  var operations: [SemaphoreOperation]
  /// The operation that could not be carried out.
  var blocking: SemaphoreOperation
}

/// One operation on one semaphore: Linux's `sembuf`.
struct SemaphoreOperation: Sendable {
  var number: UInt16
  var amount: Int16
  var flags: UInt16

  /// IPC_NOWAIT.
  var fails: Bool { flags & 0o4000 != 0 }
  /// SEM_UNDO.
  var isUndone: Bool { flags & 0x1000 != 0 }
}

/// What is to be undone when the last task ends that has it: Linux's `sem_undo_list`.
struct SemaphoreUndoRecord: Sendable {
  var users: Int32 = 1
  /// In the order of making.
  var entries: ContiguousArray<SemaphoreUndo> = []
}

/// What is to be undone to one set.
struct SemaphoreUndo: Sendable {
  /// The slot of the set.
  var set: Int32
  /// What is added to each semaphore.
  var adjustments: ContiguousArray<Int32>
}

/// How the sets of a namespace got their names.
struct SemaphoreNames: Sendable {
  var lastIndex: Int32 = -1
  var sequence: Int32 = 0

  /// A new name, from the indices that are in use.
  ///
  /// Source: `ipc/util.c: ipc_idr_alloc`, with ipc_min_cycle.
  mutating func next(inUse: [Int32]) -> Int32 {
    let end = max(Int32(inUse.count) * 3 / 2, 64)
    var index = lastIndex + 1
    while index < end, inUse.contains(index) { index += 1 }
    if index >= end {
      index = 0
      while inUse.contains(index) { index += 1 }
    }
    if index <= lastIndex { sequence = (sequence + 1) & 0xffff }
    lastIndex = index
    return sequence << Self.indexBits | index
  }

  static var indexBits: Int32 { 15 }
}
