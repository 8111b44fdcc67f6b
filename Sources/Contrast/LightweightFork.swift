internal import KernelCore
internal import LinuxABI

// New processes and new threads. Each has one way to come to be, and nothing to choose.
extension LightweightKernel {
  /// Makes a process with a copy of everything, and of the threads the calling one alone.
  ///
  /// The copy has its original's id.
  ///
  /// Source: fork(2) of Solaris; `usr/src/uts/common/os/fork.c: cfork, getproc` of illumos.
  mutating func fork1(_ arguments: CloneArguments, by caller: Int32) throws(Errno) -> Outcome {
    let child = try copyProcess(of: threads[caller].proc, lends: false)
    let thread = addThread(to: child, id: threads[caller].id, entry: arguments.entry)
    prepare(thread, arguments, by: caller)
    enqueue(thread)
    justCreated = thread
    return .value(Int64(procs[child].pid))
  }

  /// Makes a process with a copy of everything, all threads included.
  ///
  /// Threads that wait in a call are interrupted, in both processes.
  ///
  /// Source: fork(2) of Solaris; `usr/src/uts/common/os/fork.c: cfork`, T_FORKALL, of illumos;
  /// "Multithreaded Programming Guide", The Fork-All Model.
  mutating func forkall(entry: UInt64, by caller: Int32) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    guard threads.count + Int(procs[proc].threadCount) <= Int(limits.tasksMax) else {
      throw .resourceTemporarilyUnavailable
    }
    let child = try copyProcess(of: proc, lends: false)
    procs[child].threading = procs[proc].threading
    procs[child].endedLWPs = procs[proc].endedLWPs
    var ownCopy: Int32 = -1
    var thread = procs[proc].firstThread
    while thread >= 0 {
      interrupt(thread)
      let original = lwps[threads[thread].lwp]
      let copy = addThread(
        to: child, id: threads[thread].id, entry: thread == caller ? entry : original.entry)
      let lwp = threads[copy].lwp
      lwps[lwp].threadPointer = original.threadPointer
      lwps[lwp].clearsID = original.clearsID
      threads[copy].waiting = threads[thread].waiting
      if thread == caller {
        ownCopy = copy
      } else {
        lwps[lwp].storesID = original.storesID
        lwps[lwp].call = original.call
        lwps[lwp].waitsFor = original.waitsFor
        lwps[lwp].waitOptions = original.waitOptions
        lwps[lwp].value = original.value
        lwps[lwp].extra = original.extra
        lwps[lwp].bytes = original.bytes
        threads[copy].computeNanosecondsLeft = threads[thread].computeNanosecondsLeft
        threads[copy].progress = threads[thread].progress
        replicas.append(Replica(copy: name(of: copy), original: name(of: thread)))
        enqueue(copy)
      }
      thread = threads[thread].next
    }
    // The caller's copy comes last, so that it is the one that may run at once.
    enqueue(ownCopy)
    justCreated = ownCopy
    return .value(Int64(procs[child].pid))
  }

  /// Makes a process that has its parent's memory on loan; all threads of the parent wait until it
  /// ends.
  ///
  /// Source: vfork(2) of Solaris; `usr/src/uts/common/os/fork.c: cfork, vfwait, relvm` of illumos.
  mutating func vfork(_ arguments: CloneArguments, by caller: Int32) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    let child = try copyProcess(of: proc, lends: true)
    procs[child].vforkWaiter = caller
    let thread = addThread(to: child, id: threads[caller].id, entry: arguments.entry)
    prepare(thread, arguments, by: caller)
    enqueue(thread)
    complete(caller, Int64(procs[child].pid))
    block(.waitingForVfork)
    procs[proc].vforkChild = child
    for place in runQueue.indices where threads[runQueue[place]].proc == proc {
      threads[runQueue[place]].state = .held
      procs[proc].held.append(runQueue[place])
    }
    runQueue.removeAll { threads[$0].state == .held }
    return .pending
  }

  /// Makes a thread of the caller's process: two records, and nothing is copied.
  ///
  /// Source: `_lwp_create(2)` of Solaris; `usr/src/uts/common/os/lwp.c: lwp_create` of illumos.
  mutating func lwpCreate(
    _ arguments: CloneArguments, _ waiting: LWPWaiting, by caller: Int32
  ) throws(Errno) -> Outcome {
    // `lwp_create`: the limit on threads (`task.max-lwps`).
    guard threads.count < Int(limits.tasksMax) else { throw .resourceTemporarilyUnavailable }
    let proc = threads[caller].proc
    procs[proc].lastLWPID += 1
    procs[proc].threading = .multiple
    let thread = addThread(to: proc, id: procs[proc].lastLWPID, entry: arguments.entry)
    threads[thread].waiting = waiting
    prepare(thread, arguments, by: caller)
    enqueue(thread)
    justCreated = thread
    return .value(Int64(threads[thread].id))
  }

  // MARK: - Parts

  /// Makes a process with its parent's memory, copied or on loan, and a copy of its user area.
  ///
  /// Source: `usr/src/uts/common/os/fork.c: getproc` of illumos.
  private mutating func copyProcess(of parent: Int32, lends: Bool) throws(Errno) -> Int32 {
    // The limit on processes (`v.v_proc`). Source: `getproc`.
    guard procs.count < Int(limits.tasksMax), threads.count < Int(limits.tasksMax) else {
      throw .resourceTemporarilyUnavailable
    }
    let space = procs[parent].space
    let childSpace = lends ? space : try memory.fork(space)
    lastPID += 1
    var proc = ProcRecord(pid: lastPID)
    proc.space = childSpace
    proc.user = procs[parent].user
    proc.lastLWPID = procs[parent].lastLWPID
    for file in proc.user.descriptors where file >= 0 { openFiles[file].users += 1 }
    let child = procs.add(proc)
    appendChild(child, to: parent)
    return child
  }

  /// Gives a process a thread that does not run yet.
  mutating func addThread(to proc: Int32, id: Int32, entry: UInt64) -> Int32 {
    let lwp = lwps.add(LWPRecord(proc: proc, entry: entry))
    let thread = threads.add(KThreadRecord(proc: proc, lwp: lwp, id: id))
    lwps[lwp].thread = thread
    let last = procs[proc].lastThread
    threads[thread].previous = last
    if last >= 0 { threads[last].next = thread } else { procs[proc].firstThread = thread }
    procs[proc].lastThread = thread
    procs[proc].threadCount += 1
    return thread
  }

  /// What the thread libraries of both systems do in user space, and Linux's clone on demand: a
  /// thread pointer, and an id stored in memory.
  private mutating func prepare(_ thread: Int32, _ arguments: CloneArguments, by caller: Int32) {
    let lwp = threads[thread].lwp
    let flags = arguments.flags
    lwps[lwp].threadPointer =
      flags.contains(.setTLS) ? arguments.tls : lwps[threads[caller].lwp].threadPointer
    if flags.contains(.childSetTID) { lwps[lwp].storesID = arguments.childTID.rawValue }
    if flags.contains(.childClearTID) { lwps[lwp].clearsID = arguments.childTID.rawValue }
    if flags.contains(.parentSetTID) {
      let isThread = threads[thread].proc == threads[caller].proc
      let id = isThread ? threads[thread].id : procs[threads[thread].proc].pid
      store(id, at: arguments.parentTID.rawValue, in: procs[threads[caller].proc].space)
    }
  }

  /// Stores an id in memory, if that can be written to there.
  mutating func store(_ id: Int32, at address: UInt64, in space: Int32) {
    _ = memory.access(
      space,
      .store(
        address: UserAddress(rawValue: address), width: .word,
        value: UInt64(UInt32(bitPattern: id))))
  }

  /// Adds a process to the children of another one, as the youngest.
  mutating func appendChild(_ child: Int32, to parent: Int32) {
    let last = procs[parent].lastChild
    procs[child].parent = parent
    procs[child].previousSibling = last
    procs[child].nextSibling = -1
    if last >= 0 { procs[last].nextSibling = child } else { procs[parent].firstChild = child }
    procs[parent].lastChild = child
  }

  /// Takes a process out of its parent's children.
  mutating func removeChild(_ child: Int32) {
    let parent = procs[child].parent
    let (previous, next) = (procs[child].previousSibling, procs[child].nextSibling)
    if previous >= 0 {
      procs[previous].nextSibling = next
    } else {
      procs[parent].firstChild = next
    }
    if next >= 0 {
      procs[next].previousSibling = previous
    } else {
      procs[parent].lastChild = previous
    }
    procs[child].parent = -1
  }
}
