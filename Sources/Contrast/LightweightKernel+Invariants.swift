internal import KernelCore

extension LightweightKernel {
  /// Checks what holds between any two calls.
  ///
  /// - Returns: What does not hold; nil if all is well.
  package func brokenInvariant() -> StaticString? {
    if lwps.count != threads.count { return "each thread has one klwp_t" }
    for proc in procs.indices {
      if let broken = brokenInvariant(ofProcess: proc) { return broken }
    }
    for lwp in lwps.indices {
      let thread = lwps[lwp].thread
      guard threads.contains(thread), threads[thread].lwp == lwp,
        threads[thread].proc == lwps[lwp].proc
      else { return "a klwp_t and its kthread_t name each other" }
    }
    for thread in threads.indices {
      if let broken = brokenInvariant(ofThread: thread) { return broken }
    }
    if current >= 0, threads[current].state != .running { return "the current thread runs" }
    return brokenCount()
  }

  private func brokenInvariant(ofProcess proc: Int32) -> StaticString? {
    let record = procs[proc]
    var count: Int32 = 0
    var thread = record.firstThread
    var previous: Int32 = -1
    while thread >= 0 {
      guard threads.contains(thread), threads[thread].proc == proc,
        threads[thread].previous == previous
      else { return "the threads of a process are linked both ways" }
      count += 1
      previous = thread
      thread = threads[thread].next
    }
    if previous != record.lastThread { return "a process knows its last thread" }
    if count != record.threadCount { return "a process knows how many threads it has" }
    switch record.state {
    case .running:
      if count == 0 { return "a process that runs has a thread" }
      if record.space < 0 { return "a process that runs has an address space" }
    case .zombie:
      if count > 0 || record.space >= 0 || !record.user.descriptors.isEmpty {
        return "nothing is left of a zombie but its status"
      }
      if record.firstChild >= 0 { return "a zombie has no children" }
    case .builtIn: break
    }
    var child = record.firstChild
    previous = -1
    while child >= 0 {
      guard procs.contains(child), procs[child].parent == proc,
        procs[child].previousSibling == previous
      else { return "the children of a process are linked both ways" }
      previous = child
      child = procs[child].nextSibling
    }
    if previous != record.lastChild { return "a process knows its youngest child" }
    if record.vforkChild < 0, !record.held.isEmpty { return "only a vfork holds threads" }
    for thread in record.held where threads[thread].state != .held {
      return "threads that are held are in that state"
    }
    return nil
  }

  private func brokenInvariant(ofThread thread: Int32) -> StaticString? {
    let record = threads[thread]
    let proc = procs[record.proc]
    // Each thread is in one place: the processor, the run queue, or what its state says.
    let isQueued = runQueue.contains(thread)
    let isSleeping = sleepers.contains(thread)
    let places = [
      record.state == .running && thread == current, record.state == .runnable && isQueued,
      record.state == .held && proc.held.contains(thread),
      record.state == .waitingForChild && proc.childWaiters.contains(thread),
      record.state == .waitingForThread && proc.threadWaiters.contains(thread),
      record.state == .waitingOnWord && isSleeping && record.word != nil,
      record.state == .waitingForVfork && proc.vforkChild >= 0,
    ]
    if places.filter({ $0 }).count != 1 { return "a thread is where its state says" }
    if isQueued, record.state != .runnable { return "the run queue holds threads that can run" }
    if isSleeping, record.state != .waitingOnWord { return "those that sleep on a word sleep" }
    if record.deadlineNanoseconds > 0, !timers.contains(thread) {
      return "a sleep that ends by itself has a timer"
    }
    return nil
  }

  private func brokenCount() -> StaticString? {
    var users = [Int32](repeating: 0, count: openFiles.indices.last.map { Int($0) + 1 } ?? 0)
    var spaces: [Int32] = []
    for proc in procs.indices {
      for file in procs[proc].user.descriptors where file >= 0 { users[Int(file)] += 1 }
      if procs[proc].space >= 0, procs[proc].vforkWaiter < 0 { spaces.append(procs[proc].space) }
    }
    for file in openFiles.indices where openFiles[file].users != users[Int(file)] {
      return "an open file knows how many descriptors it has"
    }
    spaces.sort()
    for place in spaces.indices.dropFirst() where spaces[place] == spaces[place - 1] {
      return "no two processes share an address space, but for a vfork"
    }
    if spaces.count != memory.counts.spaces.count { return "each address space has a process" }
    return nil
  }
}
