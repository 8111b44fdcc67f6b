internal import LinuxABI

/// Who waits for one thing: Linux's `wait_queue_head_t`.
struct WaitQueue: Sendable {
  /// From the head; who is exclusive is behind all who are not.
  var entries: ContiguousArray<(task: Int32, kind: WaitKind)> = []
}

// Waiting without losing a wake-up.
//
// A thread says first how it is going to sleep, looks then whether it has to, and sleeps last: who
// wakes it in between sets its state back, and `schedule` returns at once. One that looks first is
// preempted between the look and the word, or waits on another processor, and sleeps through the
// only wake-up there is.
extension Kernel {
  /// Makes an empty queue, to set the stage.
  ///
  /// - Precondition: The kernel was booted with threads.
  public mutating func makeWaitQueue() -> WaitQueueID {
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    side.waitQueues.append(WaitQueue())
    return WaitQueueID(rawValue: Int32(side.waitQueues.count - 1))
  }

  /// Makes a word of the kernel's memory, to set the stage.
  ///
  /// - Precondition: The kernel was booted with threads.
  public mutating func makeKernelWord(_ value: UInt64 = 0) -> KernelWord {
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    side.words.append(value)
    return KernelWord(rawValue: Int32(side.words.count - 1))
  }

  mutating func performWaiting(
    _ call: KernelCall, by task: Int32, _ index: Int
  ) -> KernelOutcome {
    switch call {
    case .prepareToWait(let queue, let state, let kind):
      guard hasQueue(queue) else { return noSuchObject(task) }
      enterQueue(Int(queue.rawValue), task, kind)
      side.threads[index].sleep = state.taskState
      return .value(0)
    case .finishWait(let queue):
      guard hasQueue(queue) else { return noSuchObject(task) }
      side.threads[index].sleep = .running
      side.waitQueues[Int(queue.rawValue)].entries.removeAll { $0.task == task }
      return .value(0)
    case .wakeUp(let queue, let exclusiveMax):
      guard hasQueue(queue) else { return noSuchObject(task) }
      return .value(Int64(wakeQueue(Int(queue.rawValue), exclusiveMax: exclusiveMax)))
    case .waitForCompletion(let completion):
      guard hasCompletion(completion) else { return noSuchObject(task) }
      return waitForCompletion(completion.rawValue, by: task, index)
    case .complete(let completion):
      guard hasCompletion(completion) else { return noSuchObject(task) }
      complete(completion: completion.rawValue)
      return .value(0)
    case .completeAll(let completion):
      guard hasCompletion(completion) else { return noSuchObject(task) }
      completeAll(completion.rawValue)
      return .value(0)
    case .read(let word):
      guard side.words.indices.contains(Int(word.rawValue)) else { return noSuchObject(task) }
      return .value(Int64(bitPattern: side.words[Int(word.rawValue)]))
    case .write(let word, let value):
      guard side.words.indices.contains(Int(word.rawValue)) else { return noSuchObject(task) }
      side.words[Int(word.rawValue)] = value
      return .value(0)
    default: return .value(0)
    }
  }

  private func hasQueue(_ queue: WaitQueueID) -> Bool {
    side.waitQueues.indices.contains(Int(queue.rawValue))
  }

  private func hasCompletion(_ completion: CompletionID) -> Bool {
    side.completions.indices.contains(Int(completion.rawValue))
  }

  /// Enters a queue, once: at its end who is exclusive, else at its head.
  ///
  /// Source: `kernel/sched/wait.c: prepare_to_wait, prepare_to_wait_exclusive`.
  private mutating func enterQueue(_ queue: Int, _ task: Int32, _ kind: WaitKind) {
    guard !side.waitQueues[queue].entries.contains(where: { $0.task == task }) else { return }
    switch kind {
    case .shared: side.waitQueues[queue].entries.insert((task, kind), at: 0)
    case .exclusive: side.waitQueues[queue].entries.append((task, kind))
    }
  }

  /// Wakes who waits in a queue; who was asleep leaves it.
  ///
  /// Source: `kernel/sched/wait.c: __wake_up_common, autoremove_wake_function`.
  ///
  /// - Parameters:
  ///   - queue: Which.
  ///   - exclusiveMax: So many of those who are exclusive, 0 for all.
  /// - Returns: How many were woken.
  mutating func wakeQueue(_ queue: Int, exclusiveMax: Int32) -> Int {
    var woken = 0
    var exclusive: Int32 = 0
    for entry in side.waitQueues[queue].entries where wakeProcess(entry.task) {
      side.waitQueues[queue].entries.removeAll { $0.task == entry.task }
      woken += 1
      if entry.kind == .exclusive {
        exclusive += 1
        if exclusive == exclusiveMax { break }
      }
    }
    return woken
  }

  /// Who ends, or leaves the kernel, waits nowhere any more.
  mutating func leaveAllQueues(_ task: Int32) {
    for queue in side.waitQueues.indices {
      side.waitQueues[queue].entries.removeAll { $0.task == task }
    }
    for completion in side.completions.indices {
      side.completions[completion].waiters.removeAll { $0 == task }
    }
    abandonRequest(of: task)
  }

  // MARK: - Waking

  /// Wakes a task that sleeps in the kernel, or keeps one from it that is about to.
  ///
  /// A task that sleeps in a system call, or is parked, is not this function's.
  ///
  /// Source: `kernel/sched/core.c: wake_up_process, try_to_wake_up`, TASK_NORMAL.
  ///
  /// - Returns: Whether it was asleep, or about to sleep.
  @discardableResult
  mutating func wakeProcess(_ task: Int32) -> Bool {
    guard isKernelThread(task) else { return wakeWaitingProcess(task) }
    let index = threadIndex(of: task)
    let sleep = side.threads[index].sleep
    guard sleep != .running, sleep != .parked else { return false }
    side.threads[index].sleep = .running
    switch taskTable[task].state {
    case .sleepingInKernel, .uninterruptible, .idleInKernel, .killable:
      wake(task)
    // It runs, or lost the processor on its way: it does not sleep then.
    default: break
    }
    return true
  }

  /// Wakes a process that sleeps in the kernel, so that it looks again.
  private mutating func wakeWaitingProcess(_ task: Int32) -> Bool {
    guard taskTable[task].blockedCall == .kernel else { return false }
    switch taskTable[task].state {
    case .uninterruptible, .killable:
      wake(task)
      taskTable[task].flags.insert(.inCall)
      return true
    default: return false
    }
  }

  /// A signal for a kernel thread that lets it through: an interruptible sleep ends.
  ///
  /// Source: `kernel/signal.c: signal_wake_up_state`.
  mutating func wakeThreadForSignal(_ task: Int32) {
    let index = threadIndex(of: task)
    if side.threads[index].sleep == .sleepingInKernel { wakeProcess(task) }
  }

  /// SIGKILL for a process that waits in the kernel: it gives up what it asked for (G4).
  ///
  /// Source: `kernel/kthread.c: __kthread_create_on_node`, wait_for_completion_killable.
  mutating func killInKernel(_ task: Int32) {
    leaveAllQueues(task)
    cancelTimers(of: task)
    taskTable[task].blockedCall = .none
    wake(task)
    complete(task, -Int64(Errno.interrupted.rawValue))
  }

  /// Goes on with what a process does in the kernel, after it was woken.
  mutating func resumeInKernel(of task: Int32) -> Outcome {
    switch ProcessWait(word: taskTable[task].callA) {
    case .answer:
      // Woken by somebody who has none.
      block(.uninterruptible)
      return .pending
    case .answerOrKill:
      guard isKilled(task) else {
        block(.killable)
        return .pending
      }
      leaveAllQueues(task)
      taskTable[task].blockedCall = .none
      return .value(-Int64(Errno.interrupted.rawValue))
    case .completion(let number):
      guard takeCompletion(number, by: task) else {
        block(.uninterruptible)
        return .pending
      }
      taskTable[task].blockedCall = .none
      return .value(0)
    case .dirtyPages: return resumeThrottled(task)
    }
  }
}
