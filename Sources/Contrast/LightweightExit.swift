internal import KernelCore
internal import LinuxABI

// The end of threads and processes, and those who wait for it.
extension LightweightKernel {
  /// Ends the calling thread; with the last one its process ends.
  ///
  /// Source: `_lwp_exit(2)`; `usr/src/uts/common/os/lwp.c: lwp_exit` of illumos, which calls proc_exit
  /// with the status 0.
  mutating func lwpExit(_ code: Int32, of thread: Int32) -> Outcome {
    let proc = threads[thread].proc
    if procs[proc].threadCount == 1, procs[proc].exit == .none {
      // With one thread from the start, to end it is to end the process: exit(2).
      guard procs[proc].threading == .single || code & 0xff == 0 else {
        refusal = .inexpressible([.statusOfThread])
        return .ended
      }
      procs[proc].exit = .begun
      procs[proc].status = (code & 0xff) << 8
    }
    return end(thread)
  }

  /// Begins the end of a process: all its threads are to end as soon as they run.
  ///
  /// The first status that is given is the one that counts.
  ///
  /// Source: `usr/src/uts/common/os/exit.c: proc_exit, exitlwps` of illumos.
  mutating func beginExit(of proc: Int32, status: Int32, except thread: Int32 = -1) {
    guard procs[proc].exit == .none else { return }
    procs[proc].exit = .begun
    procs[proc].status = status
    var other = procs[proc].firstThread
    while other >= 0 {
      let next = threads[other].next
      if other != thread {
        threads[other].progress.insert(.dying)
        if threads[other].state.isInterruptible { interrupt(other) }
      }
      other = next
    }
  }

  /// Ends the thread that has the processor.
  mutating func end(_ thread: Int32) -> Outcome {
    let proc = threads[thread].proc
    let lwp = threads[thread].lwp
    // The thread library clears the word, and wakes one that waits there for the end.
    let address = lwps[lwp].clearsID
    let isSeen = procs[proc].threadCount > 1 || procs[proc].vforkWaiter >= 0
    if address != 0, isSeen {
      store(0, at: address, in: procs[proc].space)
      let place = UserAddress(rawValue: address)
      if let word = try? memory.word(procs[proc].space, place).word {
        _ = wakeSleepers(on: word, 1)
      }
    }
    let (previous, next) = (threads[thread].previous, threads[thread].next)
    if previous >= 0 { threads[previous].next = next } else { procs[proc].firstThread = next }
    if next >= 0 { threads[next].previous = previous } else { procs[proc].lastThread = previous }
    procs[proc].threadCount -= 1
    if threads[thread].waiting == .joinable, procs[proc].exit == .none {
      procs[proc].endedLWPs.append(threads[thread].id)
    }
    endedThread = name(of: thread)
    lwps.remove(lwp)
    threads.remove(thread)
    current = -1
    if procs[proc].threadCount == 0 {
      endProcess(proc)
    } else {
      // `lwp_exit`: those that wait for threads look again, since now there may be nobody else.
      for waiter in procs[proc].threadWaiters { wake(waiter) }
    }
    return .ended
  }

  /// Gives back what a process has, gives its children away, and tells its parent.
  ///
  /// Source: `usr/src/uts/common/os/exit.c: proc_exit` of illumos.
  private mutating func endProcess(_ proc: Int32) {
    if procs[proc].vforkWaiter >= 0 {
      returnMemory(of: proc)
    } else {
      memory.release(procs[proc].space)
    }
    procs[proc].space = -1
    for file in procs[proc].user.descriptors where file >= 0 { releaseOpenFile(file) }
    procs[proc].user.descriptors = []
    var child = procs[proc].firstChild
    while child >= 0 {
      let next = procs[child].nextSibling
      removeChild(child)
      appendChild(child, to: Self.initProcess)
      if procs[child].state == .zombie { reap(child) }
      child = next
    }
    procs[proc].state = .zombie
    let parent = procs[proc].parent
    // The youngest waiter is the first to look, as in the kernel beside it.
    for waiter in procs[parent].childWaiters {
      let pid = lwps[threads[waiter].lwp].waitsFor
      if pid <= 0 || pid == procs[proc].pid { wake(waiter) }
    }
    // Whoever ignores SIGCHLD waits for nobody; sigaction(2), SA_NOCLDWAIT.
    let isIgnored = procs[parent].user.ignored & SignalSet(.child).rawValue != 0
    if procs[parent].state == .builtIn || isIgnored { reap(proc) }
  }

  /// The memory goes back to the parent, whose threads can run again.
  ///
  /// Source: `usr/src/uts/common/os/fork.c: relvm` of illumos.
  private mutating func returnMemory(of child: Int32) {
    let waiter = procs[child].vforkWaiter
    let parent = threads[waiter].proc
    procs[child].vforkWaiter = -1
    procs[parent].vforkChild = -1
    wake(waiter)
    let held = procs[parent].held
    procs[parent].held = []
    for thread in held { enqueue(thread) }
  }

  private mutating func reap(_ proc: Int32) {
    removeChild(proc)
    procs.remove(proc)
  }

  // MARK: - Waiting

  /// Looks for a child that has ended, among those of the process: whichever thread made it.
  ///
  /// Which of several is found is left open by POSIX. Solaris looks at the youngest first; here, as in
  /// Linux, it is the oldest, so that this does not hide other differences.
  ///
  /// Source: `usr/src/uts/common/os/exit.c: waitid` of illumos.
  mutating func waitForChild(_ caller: Int32) throws(Errno) -> Outcome {
    let lwp = threads[caller].lwp
    let proc = threads[caller].proc
    let pid = lwps[lwp].waitsFor
    var hasChild = false
    var child = procs[proc].firstChild
    while child >= 0 {
      if pid <= 0 || procs[child].pid == pid {
        hasChild = true
        if procs[child].state == .zombie {
          let found = procs[child].pid
          lwps[lwp].extra = Int64(procs[child].status)
          reap(child)
          return .value(Int64(found))
        }
      }
      child = procs[child].nextSibling
    }
    guard hasChild else { throw .noChildProcess }
    if lwps[lwp].waitOptions.contains(.noHang) { return .value(0) }
    // It may have been told to end meanwhile.
    if threads[caller].progress.contains(.dying) { throw .interrupted }
    block(.waitingForChild)
    procs[proc].childWaiters.insert(caller, at: 0)
    return .pending
  }

  /// Waits for a thread of the process, and takes its id.
  ///
  /// Source: `_lwp_wait(2)`; `usr/src/uts/common/syscall/lwp_create.c: lwp_wait` of illumos.
  mutating func waitForThread(_ caller: Int32) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    let id = lwps[threads[caller].lwp].waitsFor
    // `lwp_wait`: itself.
    if id == threads[caller].id { throw .deadlock }
    if let place = procs[proc].endedLWPs.firstIndex(where: { id == 0 || $0 == id }) {
      return .value(Int64(procs[proc].endedLWPs.remove(at: place)))
    }
    var isThere = false
    var others: Int32 = 0
    var thread = procs[proc].firstThread
    while thread >= 0 {
      if thread != caller {
        if threads[thread].state != .waitingForThread { others += 1 }
        let isWanted = id == 0 || threads[thread].id == id
        if isWanted, threads[thread].waiting == .joinable { isThere = true }
        // `lwp_wait`, EINVAL: nobody can wait for it.
        if id > 0, isWanted, threads[thread].waiting == .detached { throw .invalidArgument }
      }
      thread = threads[thread].next
    }
    guard isThere else { throw .noSuchProcess }
    // `lwp_wait`, EDEADLK: all others wait for threads, too.
    guard others > 0 else { throw .deadlock }
    if threads[caller].progress.contains(.dying) { throw .interrupted }
    block(.waitingForThread)
    procs[proc].threadWaiters.append(caller)
    return .pending
  }
}
