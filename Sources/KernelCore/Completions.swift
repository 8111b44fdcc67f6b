internal import LinuxABI

/// Something that is awaited until it is complete: Linux's `struct completion`.
struct Completion: Sendable {
  /// How many may go on; `forAll` for everybody, for ever.
  var done: UInt32 = 0
  /// Who waits, the first that came first.
  var waiters: ContiguousArray<Int32> = []

  /// Source: `kernel/sched/completion.c: complete_all`, UINT_MAX.
  static var forAll: UInt32 { .max }
}

extension Kernel {
  /// Makes a completion that is not complete, to set the stage.
  ///
  /// - Precondition: The kernel was booted with threads.
  public mutating func makeCompletion() -> CompletionID {
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    side.completions.append(Completion())
    return CompletionID(rawValue: Int32(side.completions.count - 1))
  }

  /// Source: `kernel/sched/completion.c: wait_for_completion, do_wait_for_common`.
  mutating func waitForCompletion(
    _ number: Int32, by task: Int32, _ index: Int
  ) -> KernelOutcome {
    checkMaySleep(task, index)
    if takeCompletion(number, by: task) { return .value(0) }
    side.completions[Int(number)].waiters.append(task)
    if index >= 0 {
      side.threads[index].stage = .completion(number)
      side.threads[index].sleep = .uninterruptible
      willSleep(index)
    } else {
      waitInKernel(task, for: .completion(number))
    }
    block(.uninterruptible)
    return .waits
  }

  /// Takes one of what is complete; who came later may do so before one that was woken for it.
  mutating func takeCompletion(_ number: Int32, by task: Int32) -> Bool {
    let place = Int(number)
    guard side.completions[place].done > 0 else { return false }
    if side.completions[place].done != Completion.forAll { side.completions[place].done -= 1 }
    side.completions[place].waiters.removeAll { $0 == task }
    return true
  }

  /// Source: `kernel/sched/completion.c: complete`.
  mutating func complete(completion number: Int32) {
    let place = Int(number)
    if side.completions[place].done != Completion.forAll { side.completions[place].done += 1 }
    if let first = side.completions[place].waiters.first { _ = wakeProcess(first) }
  }

  /// Source: `kernel/sched/completion.c: complete_all`.
  mutating func completeAll(_ number: Int32) {
    side.completions[Int(number)].done = Completion.forAll
    for waiter in side.completions[Int(number)].waiters { _ = wakeProcess(waiter) }
  }
}
