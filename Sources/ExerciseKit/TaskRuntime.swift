package import LinuxABI
package import Wire

/// The code of a task: its result is its exit status.
public typealias TaskBody = @Sendable (SystemCalls) async throws -> Int32

/// The tasks of one run as the worker sees them: which code waits for the answer to which call.
///
/// # Theory of operation
///
/// The kernel is in another process and decides who runs. It names a task; `start` or `resume` puts
/// that task's code on the executor and drains it; by then the code has made a system call, come to
/// its end, or done something that it may not, and that is the answer. So at most one task runs at
/// a time, all on one thread, and there is nothing to lock.
package final class TaskRuntime: @unchecked Sendable {
  // A class, because suspended code and the loop that resumes it share it; one thread uses it.

  private struct Suspended {
    var continuation: UnsafeContinuation<CallReply, any Error>?
    var end: TaskEnd?
    var isKilled = false
    let threadPointer: UserAddress
  }

  /// What was handed to clone or execve.
  private struct Entry {
    let body: TaskBody
    let threadPointer: UserAddress
  }

  /// The runtime of this worker.
  package static let current = TaskRuntime()

  private let executor = QueueExecutor()
  private var tasks: [UInt32: Suspended] = [:]
  private var entries: [UInt64: Entry] = [:]
  private var lastEntry: UInt64 = 0
  private var handlers: [SignalHandler] = []
  private var running: UInt32?
  private var pendingTrap: Trap?
  private var fault: Fault?

  private init() {}

  // MARK: - What the worker's loop calls

  /// Ends every task of the run before, by throwing `Killed` into it.
  package func newRun() -> Answer {
    for task in tasks.keys.sorted() { _ = kill(task) }
    tasks.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    // The same run has the same entries, whatever ran before.
    lastEntry = 0
    handlers.removeAll(keepingCapacity: true)
    fault = nil
    return .done
  }

  /// Starts a task and runs it up to its first call.
  package func start(
    _ task: UInt32, threadPointer: UserAddress = .null, _ body: @escaping TaskBody
  ) -> Answer {
    guard tasks[task] == nil else {
      return .fault(Fault(.outOfOrder, "task \(task) was started before"))
    }
    tasks[task] = Suspended(threadPointer: threadPointer)
    return run(task) {
      _ = Task(executorPreference: executor) {
        let end: TaskEnd
        do {
          end = .returned(
            try await body(SystemCalls(task: task, threadPointer: threadPointer)))
        } catch is Killed {
          end = .killed
        } catch {
          end = .threw(Fault.kept(String(describing: error)))
        }
        self.tasks[task]?.end = end
      }
    }
  }

  /// Starts what was handed to clone.
  package func start(_ task: UInt32, entry: UInt64) -> Answer {
    guard let found = entries.removeValue(forKey: entry) else {
      return .fault(Fault(.noSuchEntry, "no child waits under entry \(entry)"))
    }
    return start(task, threadPointer: found.threadPointer, found.body)
  }

  /// Starts the handler of a signal, on top of the code of another task: that goes on when the handler
  /// has ended.
  package func start(
    _ task: UInt32, over interrupted: UInt32, handler: UInt64, _ info: SignalInfo
  ) -> Answer {
    guard let handler = SignalHandlerWord.index(of: handler).flatMap({ handlers[safe: $0] }) else {
      return .fault(Fault(.noSuchEntry, "there is no handler \(handler)"))
    }
    return start(task, threadPointer: tasks[interrupted]?.threadPointer ?? .null) { linux in
      try await handler(linux, info)
      return 0
    }
  }

  /// Answers the call that a task waits for and runs it up to its next.
  package func resume(_ task: UInt32, with reply: CallReply) -> Answer {
    guard let continuation = tasks[task]?.continuation else {
      return .fault(Fault(.outOfOrder, "task \(task) waits for no answer"))
    }
    tasks[task]?.continuation = nil
    return run(task) { continuation.resume(returning: reply) }
  }

  /// Tells a task that it is dead and lets its code unwind.
  package func kill(_ task: UInt32) -> Answer {
    tasks[task]?.isKilled = true
    guard let continuation = tasks[task]?.continuation else {
      tasks[task] = nil
      return .ended(task: task, .killed)
    }
    tasks[task]?.continuation = nil
    let answer = run(task) { continuation.resume(throwing: Killed()) }
    tasks[task] = nil
    return answer
  }

  /// Reports that a job was given to an executor that is not this one.
  package func jobEscaped(through hook: String) {
    if fault == nil { fault = Fault(.leftExecutor, hook) }
  }

  private func run(_ task: UInt32, _ wake: () -> Void) -> Answer {
    running = task
    pendingTrap = nil
    wake()
    executor.drain()
    running = nil
    if let fault {
      self.fault = nil
      return .fault(fault)
    }
    if let end = tasks[task]?.end {
      tasks[task] = nil
      return .ended(task: task, end)
    }
    if let trap = pendingTrap { return .trap(task: task, trap) }
    return .fault(Fault(.stalled, ""))
  }

  // MARK: - What a task's code calls

  /// Makes a system call: waits until the kernel lets the task run again.
  func call(_ trap: Trap, by task: UInt32) async throws -> CallReply {
    try await withUnsafeThrowingContinuation { continuation in
      block(task, trap, continuation)
    }
  }

  private func block(
    _ task: UInt32, _ trap: Trap, _ continuation: UnsafeContinuation<CallReply, any Error>
  ) {
    if tasks[task]?.isKilled ?? true {
      continuation.resume(throwing: Killed())
      return
    }
    guard running == task else {
      refuse(Fault(.foreignHandle, ""), continuation)
      return
    }
    guard pendingTrap == nil, tasks[task]?.continuation == nil else {
      refuse(Fault(.overlappingCalls, ""), continuation)
      return
    }
    pendingTrap = trap
    tasks[task]?.continuation = continuation
  }

  private func refuse(
    _ fault: Fault, _ continuation: UnsafeContinuation<CallReply, any Error>
  ) {
    if self.fault == nil { self.fault = fault }
    continuation.resume(throwing: Killed())
  }

  /// Keeps the code of a child, or of a program, until the kernel starts it.
  func register(_ body: @escaping TaskBody, threadPointer: UserAddress) -> UInt64 {
    lastEntry += 1
    entries[lastEntry] = Entry(body: body, threadPointer: threadPointer)
    return lastEntry
  }

  /// Keeps the handler of a signal, for as long as the run lasts: a child has its parent's.
  ///
  /// - Returns: The word by which sigaction knows it.
  func register(_ handler: @escaping SignalHandler) -> UInt64 {
    handlers.append(handler)
    return SignalHandlerWord.word(of: handlers.count - 1)
  }

  /// Forgets the code of a child that never came to be.
  func forget(entry: UInt64) {
    entries[entry] = nil
  }
}

/// The words by which sigaction knows the handlers of a submission.
///
/// They are far from what a script of a test uses, whose handlers have no code.
package enum SignalHandlerWord {
  private static let mark: UInt64 = 1 << 62

  /// Whether the word of a disposition stands for code of the submission.
  package static func isOfSubmission(_ word: UInt64) -> Bool { index(of: word) != nil }

  static func word(of index: Int) -> UInt64 { mark | UInt64(index) }

  static func index(of word: UInt64) -> Int? { word >> 62 == 1 ? Int(word & ~mark) : nil }
}

extension Array {
  /// The element at a place, or nil if there is none.
  fileprivate subscript(safe place: Int) -> Element? {
    indices.contains(place) ? self[place] : nil
  }
}
