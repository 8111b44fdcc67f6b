internal import LinuxABI

// Threads of the kernel: tasks without memory of their own that never leave it.
//
// Theory of operation. A kernel thread is a row of the task table like any other; it waits in the
// same run queue and gets the processor by the same decisions. What it runs is a state machine, its
// body: given the answer to its last call it makes the next one (`KernelCall`), until one of them
// puts it to sleep. Bodies of daemons are part of the kernel (`nextCall`), others are stepped by
// whoever drives the kernel, as the programs are. The record beside the row (`KernelThread`) holds
// what Linux would have on the stack.
//
// A thread is made by another one alone. Whoever wants one leaves a request, wakes the creator and
// sleeps until the new thread itself reports (G4): its parent is the creator, and it has nothing of
// who asked.
extension Kernel {
  /// The threads of a kernel that has just been booted.
  mutating func bootKernelThreads() {
    let rules = profile.kernelThreads
    switch rules.creator {
    case .kthreadd:
      // G2: after init, as a child of the boot task, with which it shares directory and
      // descriptors; so does init its directory. Source: `init/main.c: rest_init`.
      side.creator = bootThread("kthreadd", .creator, parent: -1, flags: .noFreeze)
      for cpu in 0..<side.boot.processorCount { addPool(cpu: cpu, parent: side.creator) }
      addPool(cpu: -1, parent: side.creator)
      for cpu in 0..<side.boot.processorCount { bootSoftirqDaemon(cpu, parent: side.creator) }
      bootRescuer(parent: side.creator)
    case .keventd:
      // Before there is a creator init makes them itself. Source: 2.6.11's `init/main.c: init`;
      // `kernel/workqueue.c: init_workqueues`; `kernel/kthread.c: helper_init`.
      for cpu in 0..<side.boot.processorCount { bootSoftirqDaemon(cpu, parent: Self.initTask) }
      for cpu in 0..<side.boot.processorCount { bootEvents(cpu) }
      side.creator = bootThread("kthread", .creator, parent: Self.initTask, flags: .noFreeze)
      ignoreChildren(of: side.creator)
      for _ in 0..<FlusherPool.threadsMin {
        let task = bootThread("pdflush", .flusher, parent: side.creator, flags: .flusher)
        enterFlusherPool(threadIndex(of: task))
      }
      armTimer(.kupdate, after: rules.writebackNanoseconds)
    }
  }

  /// A thread of the boot: it has come to the place where it waits for work.
  mutating func bootThread(
    _ name: String, _ body: KernelThreadBody, parent: Int32, flags: ProcessFlags, cpu: Int32 = -1
  ) -> Int32 {
    guard
      let task = makeThreadTask(
        Array(name.utf8), body, flags, parent: parent,
        sharing: [.fs, .files], exitSignal: .child)
    else { preconditionFailure("no room for the kernel's own threads") }
    let index = threadIndex(of: task)
    side.threads[index].hasRun = true
    if cpu >= 0 { bind(index, to: cpu) }
    fallAsleepAtBoot(task, idleState(of: body))
    return task
  }

  /// How a daemon sleeps while it has no work.
  private func idleState(of body: KernelThreadBody) -> TaskState {
    switch body {
    case .worker, .rescuer: .idleInKernel
    case .creator, .softInterrupts, .flusher, .events, .driver: .sleepingInKernel
    }
  }

  private mutating func fallAsleepAtBoot(_ task: Int32, _ state: TaskState) {
    let index = threadIndex(of: task)
    side.threads[index].place = 1
    side.threads[index].sleep = state
    side.threads[index].stage = .schedule
    taskTable[task].state = state
    // The trace tells that it sleeps: else it would seem to be ready all the time.
    ring.record(
      .block, at: timeNanoseconds, by: taskTable[task].threadID, Int64(state.rawValue), 0, 0, 0)
  }

  /// 2.6's workers let their children reap themselves.
  ///
  /// Source: 2.6.11's `kernel/workqueue.c: worker_thread`, "SIG_IGN makes children autoreap".
  private mutating func ignoreChildren(of task: Int32) {
    sighands[taskTable[task].sighand].ignored |= Signal.child.bit
  }

  // MARK: - Making

  /// Makes the task of a kernel thread; it is in no queue yet.
  ///
  /// It has no memory (B2: its maker has none), and shares with its maker what the flags name. It
  /// is never traced, whoever traces its maker (F6).
  ///
  /// Source: `kernel/fork.c: kernel_thread, copy_process`.
  ///
  /// - Returns: nil where there is no room for another task.
  mutating func makeThreadTask(
    _ name: [UInt8], _ body: KernelThreadBody, _ flags: ProcessFlags, parent: Int32,
    sharing: CloneFlags, exitSignal: Signal, mm: Int32 = -1
  ) -> Int32? {
    guard taskTable.count < Int(limits.tasksMax), let threadID = threadIDs.next() else {
      return nil
    }
    // What the first of them starts with is the boot task's: its own to all who can see it.
    let maker = parent >= 0 ? parent : Self.initTask
    let isFirst = parent < 0 || parent == Self.initTask
    var record = TaskRecord()
    record.threadID = threadID
    record.processID = threadID
    record.flags = [.kernelThread, .forkedOnly]
    record.exitSignal = Int16(exitSignal.rawValue)
    record.mm = mm
    record.credential = taskTable[maker].credential
    credentialTable[record.credential].users += 1
    countTask(of: credentials(of: maker).realUserID, by: 1)
    record.files = sharedFiles(sharing.contains(.files), of: maker, isFirst: isFirst)
    record.fs = sharedDirectory(sharing.contains(.fs), of: maker)
    record.sighand = threadSighand(
      sharing.contains(.sighand) && !isFirst, of: maker, isFirst: isFirst)
    if profile.kernelThreads.signals == .blocked { record.blocked = SignalSet(rawValue: ~0) }
    record.nice = startNice(of: body, madeBy: maker, isFirst: isFirst)
    record.entry = UInt64(allocateThread(name, body, flags))
    let task = taskTable.allocate(record)
    side.threads[threadIndex(of: task)].task = task
    let (processGroup, session) = threadGroups(of: maker, isFirst: isFirst)
    taskTable[task].signal = signals.allocate(
      SignalRecord(
        leader: task, firstThread: task, lastThread: task, processGroup: processGroup,
        session: session))
    threadIDs.assign(threadID, to: task)
    if parent >= 0 { appendChild(task, to: parent) }
    side.threadCount += 1
    self.record(
      .clone, Int64(threadID), Int64(sharing.union([.vm, .untraced]).rawValue),
      Int64(exitSignal.rawValue), Int64(threadID))
    return task
  }

  /// The nice value of a new thread.
  ///
  /// Today a new thread has that of all, and rescuers the most favorable; in 2.6 it has its maker's,
  /// which is -10 in those of workqueues, but flushers give that up.
  ///
  /// Source: `kernel/kthread.c: kthread`; `kernel/workqueue.c: rescuer_thread`, RESCUER_NICE_LEVEL,
  /// measured on 6.18.44; 2.6.11's `kernel/workqueue.c: worker_thread`, `mm/pdflush.c: pdflush` and
  /// `kernel/softirq.c: ksoftirqd`.
  private func startNice(of body: KernelThreadBody, madeBy maker: Int32, isFirst: Bool) -> Int8 {
    guard profile.kernelThreads.creator == .keventd else {
      if case .rescuer = body { return -20 }
      return 0
    }
    switch body {
    case .softInterrupts: return 19
    case .events, .creator: return -10
    case .flusher: return 0
    case .worker, .rescuer, .driver: return isFirst ? 0 : taskTable[maker].nice
    }
  }

  private mutating func allocateThread(
    _ name: [UInt8], _ body: KernelThreadBody, _ flags: ProcessFlags
  ) -> Int {
    let record = KernelThread(
      name: Array(name.prefix(profile.kernelThreads.nameBytesMax)), flags: flags, body: body)
    if let free = side.freeThreads.popLast() {
      side.threads[Int(free)] = record
      return Int(free)
    }
    side.threads.append(record)
    return side.threads.count - 1
  }

  /// G16: the descriptors of kthreadd, which are the boot task's.
  private mutating func sharedFiles(_ isShared: Bool, of maker: Int32, isFirst: Bool) -> Int32 {
    if isFirst {
      if side.creator < 0, side.threadCount > 0 {
        // 2.6: those that init made before have the boot task's already.
        for thread in side.threads where thread.task >= 0 {
          fileTables[taskTable[thread.task].files].users += 1
          return taskTable[thread.task].files
        }
      }
      return fileTables.allocate(FilesRecord())
    }
    let files = taskTable[maker].files
    guard isShared else { return copyFiles(files) }
    fileTables[files].users += 1
    return files
  }

  /// G16: root and directory are init's.
  private mutating func sharedDirectory(_ isShared: Bool, of maker: Int32) -> Int32 {
    let fs = taskTable[maker].fs
    guard isShared else {
      var copy = directories[fs]
      copy.users = 1
      return directories.allocate(copy)
    }
    directories[fs].users += 1
    return fs
  }

  /// G8: what keeps signals from a kernel thread.
  private mutating func threadSighand(
    _ isShared: Bool, of maker: Int32, isFirst: Bool
  ) -> Int32 {
    let sighand = taskTable[maker].sighand
    if isShared {
      sighands[sighand].users += 1
      return sighand
    }
    guard isFirst else {
      // B5. What kthreadd ignores its children ignore.
      var copy = sighands[sighand]
      copy.users = 1
      return sighands.allocate(copy)
    }
    var record = SighandRecord()
    if profile.kernelThreads.signals == .ignored { record.ignored = ~0 }
    return sighands.allocate(record)
  }

  /// Process group and session 0, which are nobody's else.
  private mutating func threadGroups(of maker: Int32, isFirst: Bool) -> (Int32, Int32) {
    if isFirst {
      for group in processGroups.indices where processGroups[group].id == 0 {
        for session in sessions.indices where sessions[session].id == 0 {
          processGroups[group].processCount += 1
          sessions[session].processCount += 1
          return (group, session)
        }
      }
      return (
        processGroups.allocate(ProcessGroupRecord(id: 0, processCount: 1)),
        sessions.allocate(ProcessGroupRecord(id: 0, processCount: 1))
      )
    }
    let group = taskTable[maker].signal
    processGroups[signals[group].processGroup].processCount += 1
    sessions[signals[group].session].processCount += 1
    return (signals[group].processGroup, signals[group].session)
  }

  // MARK: - Ending

  /// Ends the kernel thread that has the processor (G15).
  ///
  /// Its parent ignores SIGCHLD, so nothing of it stays.
  ///
  /// Source: `kernel/kthread.c: kthread_exit`; `kernel/exit.c: do_exit`.
  mutating func endThread(_ task: Int32, result: Int32) {
    let index = threadIndex(of: task)
    let group = taskTable[task].signal
    if side.threads[index].preemptCount > 0 { fault(.scheduleWhileAtomic, of: task) }
    let isKnown = side.threads[index].isStarted
    leaveAllQueues(task)
    cancelTimers(of: task)
    taskTable[task].flags.insert(.exiting)
    taskTable[task].exitCode = (result & 0xff) << 8
    signals[group].liveCount -= 1
    synchronizeGroupExit(group, taskTable[task].exitCode)
    record(.exit, Int64(taskTable[task].exitCode), Int64(taskTable[task].processID), 0, 0)
    if taskTable[task].mm >= 0 {
      keepMemory(ofEnding: task)
      memory.release(taskTable[task].mm)
      taskTable[task].mm = -1
    }
    releaseShared(of: task)
    leavePools(index)
    // A process that made it may let it be a zombie: that is no thread any more.
    taskTable[task].flags.remove(.kernelThread)
    taskTable[task].blocked = []
    let stoppers = side.threads[index].stoppers
    for parker in side.threads[index].parkers {
      answer(parker, -Int64(Errno.notImplemented.rawValue))
    }
    freeThread(index)
    for stopper in stoppers { answer(stopper, Int64(result)) }
    _ = finishEnd(of: task)
    // Who never heard of it need not hear of its end.
    if !isKnown {
      endedTask = nil
      side.silentEnd = task
    }
  }

  private mutating func freeThread(_ index: Int) {
    side.threads[index].task = -1
    side.threads[index].work = []
    side.freeThreads.append(Int32(index))
    side.threadCount -= 1
  }

  /// Turns the kernel thread that has the processor into a program (D14, G12).
  ///
  /// Source: `fs/exec.c: kernel_execve`; `kernel/umh.c: call_usermodehelper_exec_async`.
  ///
  /// - Returns: Whether it is one; else `errno` says why not.
  mutating func becomeProgram(
    _ task: Int32, path: [UInt8], entry: UInt64
  ) throws(Errno) {
    let place = try find(path, by: task)
    let mm = try newProgramMemory()
    guard let node = place.node, tree[node].kind == .file, tree[node].isExecutable else {
      memory.release(mm)
      throw .permissionDenied
    }
    let index = threadIndex(of: task)
    if taskTable[task].mm >= 0 { memory.release(taskTable[task].mm) }
    leaveAllQueues(task)
    cancelTimers(of: task)
    leavePools(index)
    freeThread(index)
    taskTable[task].mm = mm
    taskTable[task].entry = entry
    taskTable[task].flags.formIntersection(.unusual)
    taskTable[task].blocked = []
    taskTable[task].selfExecID &+= 1
    loadMemory(mm)
    // Source: `kernel/umh.c`, flush_signal_handlers.
    let sighand = taskTable[task].sighand
    sighands[sighand].users -= 1
    if sighands[sighand].users == 0 { sighands.release(sighand) }
    taskTable[task].sighand = sighands.allocate(SighandRecord())
    unshareFiles(of: task)
    record(.exec, Int64(taskTable[task].threadID), Int64(bitPattern: entry), 0, 0)
  }

  // MARK: - Asking for one

  /// Asks the creator for a thread, and lets the caller wait for the answer (G4).
  ///
  /// Source: `kernel/kthread.c: __kthread_create_on_node`.
  mutating func requestThread(
    _ name: [UInt8], _ body: KernelThreadBody, _ flags: ProcessFlags = [], by caller: Int32,
    wakes: Bool, cpu: Int32 = -1
  ) -> KernelOutcome {
    side.requests.append(
      ThreadRequest(
        name: name, body: body, flags: flags, requester: caller, wakes: wakes, cpu: cpu))
    _ = wakeProcess(side.creator)
    return waitForAnswer(caller, .killable)
  }

  /// The creator makes the thread that was asked for first.
  ///
  /// Source: `kernel/kthread.c: create_kthread`; 2.6.11's `keventd_create_kthread`.
  mutating func createRequestedThread() {
    let request = side.requests.removeFirst()
    guard
      let task = makeThreadTask(
        request.name, request.body, request.flags, parent: side.creator, sharing: [.fs, .files],
        exitSignal: .child)
    else {
      // clone(2), EAGAIN.
      if request.requester >= 0 {
        answer(request.requester, -Int64(Errno.resourceTemporarilyUnavailable.rawValue))
      }
      return
    }
    let index = threadIndex(of: task)
    side.threads[index].prologue = .report(to: request.requester, wakes: request.wakes)
    // It is tied where it waits to be woken: until then it runs wherever its maker lets it.
    side.threads[index].cpuAsked = request.cpu
    letBegin(task, madeBy: side.creator)
  }

  /// Lets a new thread wait for a processor.
  mutating func letBegin(_ task: Int32, madeBy maker: Int32) {
    if isDriven { noteFork(task, of: maker, .vm) }
    enqueue(task, isNew: true)
  }

  /// Who asked for a thread was killed: its thread ends as soon as it runs.
  ///
  /// Source: `kernel/kthread.c: kthread`, "If user was SIGKILLed".
  mutating func abandonRequest(of task: Int32) {
    for place in side.requests.indices where side.requests[place].requester == task {
      side.requests[place].requester = -1
    }
    for index in side.threads.indices where side.threads[index].task >= 0 {
      if case .report(to: task, let wakes) = side.threads[index].prologue {
        side.threads[index].prologue = .report(to: -1, wakes: wakes)
      }
      side.threads[index].stoppers.removeAll { $0 == task }
      side.threads[index].parkers.removeAll { $0 == task }
    }
  }

  /// Ties a thread to a processor (G5).
  mutating func bind(_ index: Int, to cpu: Int32) {
    side.threads[index].cpu = cpu
    side.threads[index].flags.insert(.fixedProcessor)
    noteSchedulingChange(of: side.threads[index].task)
  }
}
