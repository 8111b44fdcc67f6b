internal import LinuxABI

// Executing a program: the memory is new, the threads of the process end, and the task goes on as
// its only one.
extension Kernel {
  /// Replaces the program of the caller's process.
  ///
  /// Source: execve(2); `fs/exec.c: do_execveat_common, begin_new_exec`.
  mutating func execve(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let (program, file, path) = try program(named: call.bytes, by: caller)
    // What the driver, which loads programs, can't take.
    if call.e != 0 { throw Errno(rawValue: Int32(truncatingIfNeeded: call.e)) }
    let group = taskTable[caller].signal
    // D2: another thread was first. Source: `fs/exec.c: de_thread`.
    guard signals[group].groupExit == .none, signals[group].execTask < 0 else {
      throw .resourceTemporarilyUnavailable
    }
    // What a descriptor alone names is called as its file, since 6.14.
    // Source: `fs/exec.c: begin_new_exec`, comm_from_dentry.
    awaitProgram(caller, program, in: file, calledBy: call.d == 1 ? program.path : path)
    taskTable[caller].blockedCall = .exec
    taskTable[caller].callA = call.f
    // D13: before it takes over another number.
    taskTable[caller].callB = UInt64(execMessage(of: caller))
    guard signals[group].threadCount > 1 else {
      try completeExec(of: caller)
      return .pending
    }
    // D1: a lack of memory shows before anything has happened to the other threads.
    // Source: `fs/exec.c: bprm_mm_init`.
    memory.release(try newProgramMemory())
    signals[group].execTask = caller
    killThreads(of: group, except: caller)
    return try resumeExec(of: caller)
  }

  /// Goes on once the other threads have ended.
  mutating func resumeExec(of task: Int32) throws(Errno) -> Outcome {
    let group = taskTable[task].signal
    // D2: the wait can be killed.
    guard signals[group].groupExit == .none else {
      endExecWait(of: group)
      throw .resourceTemporarilyUnavailable
    }
    guard isAloneForExec(task) else {
      block(.waitingForExec)
      return .pending
    }
    endExecWait(of: group)
    if signals[group].leader != task { takeLeadersPlace(task) }
    do throws(Errno) {
      try completeExec(of: task)
    } catch {
      // D1: what was killed does not come back, so there is no way back to the old program either.
      // Source: `fs/exec.c: bprm_execve`, point_of_no_return.
      unshareSighand(of: task)
      setDisposition(of: .segmentationFault, .default, in: taskTable[task].sighand)
      force(.segmentationFault, on: task)
      throw error
    }
    return .pending
  }

  /// Whether nobody is left of a group but one thread, and its leader as a zombie.
  private func isAloneForExec(_ task: Int32) -> Bool {
    let group = taskTable[task].signal
    let leader = signals[group].leader
    if leader == task { return signals[group].threadCount == 1 }
    return signals[group].threadCount == 2 && taskTable[leader].state == .zombie
  }

  /// Lets the thread go on that executes a program, if it is the last.
  mutating func wakeExec(of group: Int32) {
    let task = signals[group].execTask
    guard taskTable[task].state == .waitingForExec, isAloneForExec(task) else { return }
    wake(task)
    taskTable[task].flags.insert(.inCall)
  }

  /// D3: a thread takes over its leader's number, parent and place, and the leader goes without a
  /// word.
  ///
  /// Source: `fs/exec.c: de_thread`, exchange_tids.
  private mutating func takeLeadersPlace(_ task: Int32) {
    let group = taskTable[task].signal
    let leader = signals[group].leader
    let (own, taken) = (taskTable[task].threadID, taskTable[leader].threadID)
    record(.threadIDTaken, Int64(own), Int64(taken), 0, 0)
    threadIDs.exchange(taken, own)
    taskTable[task].threadID = taken
    taskTable[leader].threadID = own
    let pid = taskTable[task].pid
    taskTable[task].pid = taskTable[leader].pid
    taskTable[leader].pid = pid
    exchangePids(of: task, and: leader)
    if taskTable[leader].flags.contains(.ledGroup) {
      taskTable[leader].flags.remove(.ledGroup)
      taskTable[task].flags.insert(.ledGroup)
    }
    if taskTable[leader].flags.contains(.traced) { detach(leader) }
    replaceChild(leader, by: task)
    // Source: `kernel/exit.c: __exit_signal`, curr_target.
    if signals[group].currentTarget == leader { signals[group].currentTarget = task }
    removeThread(leader)
    signals[group].leader = task
    taskTable[task].exitSignal = Int16(Signal.child.rawValue)
    taskTable[leader].exitSignal = -1
    if let place = programs.firstIndex(where: { $0.leader == id(of: leader) }) {
      programs[place].leader = id(of: task)
    }
    currentThreadID = taken
    releaseRecord(leader, reaper: .none)
  }

  /// What happens past the point of no return.
  ///
  /// Source: `fs/exec.c: begin_new_exec, setup_new_exec`.
  private mutating func completeExec(of task: Int32) throws(Errno) {
    // The new memory comes first: without it nothing has happened yet to a process of one thread.
    let mm = try newProgramMemory()
    // Source: `fs/exec.c: begin_new_exec`, set_dumpable.
    let owner = credentials(of: task)
    memory.spaces[mm].isDumpable =
      owner.userID == owner.realUserID && owner.groupID == owner.realGroupID
    // Of a personality the flags stay, and the one for programs of 32 bits.
    // Source: `arch/riscv/include/asm/elf.h: SET_PERSONALITY`.
    if ![0, Personality.linux32].contains(extra(of: task).personality & Personality.domain) {
      extras[ensureExtra(of: task)].personality &= ~Personality.domain
    }
    // prctl(2), PR_SET_THP_DISABLE and PR_SET_MEMORY_MERGE: they stay. Source: `kernel/fork.c: mm_init`, mmf_init_legacy_flags.
    let old = memory.details(of: taskTable[task].mm)
    if old.hugePageRefusal != 0 || old.mergesPages || old.dumpFilter != 0x33 {
      let details = memory.ensureDetails(mm)
      memory.details[details].hugePageRefusal = old.hugePageRefusal
      memory.details[details].mergesPages = old.mergesPages
      memory.details[details].dumpFilter = old.dumpFilter
    }
    // D6: the old memory goes, and with it what waited for that.
    releaseMemory(of: task)
    taskTable[task].mm = mm
    if hasKernelThreads { loadMemory(mm) }
    taskTable[task].flags.remove(.wasHidden)
    unshareFiles(of: task)
    closeOnExec(task)
    // D7: others that share the handlers keep them.
    unshareSighand(of: task)
    resetHandlers(of: taskTable[task].sighand)
    // B13: a parent may not signal a program that acts for somebody else. Source: `begin_new_exec`,
    // secureexec.
    if !memory.spaces[mm].isDumpable { taskTable[task].parentDeathSignal = 0 }
    takeProgramCredentials(task)
    if taskTable[task].namespaces >= 0 { enterTime(task) }
    // D4.
    if profile.execExitSignal == .becomesChild {
      taskTable[task].exitSignal = Int16(Signal.child.rawValue)
    }
    if !programSides.isEmpty { deleteTimers(of: taskTable[task].signal, keepsIntervals: true) }
    taskTable[task].selfExecID &+= 1
    taskTable[task].setChildTID = 0
    taskTable[task].entry = taskTable[task].callA
    taskTable[task].threadPointer = 0
    taskTable[task].flags.remove([.started, .forkedOnly, .handlerDue, .restoresMask])
    taskTable[task].blockedCall = .none
    taskTable[task].restart = .none
    // D9.
    if taskTable[task].extra >= 0 {
      extras[taskTable[task].extra].alternateStack = .disabled
      extras[taskTable[task].extra].robustList = 0
      extras[taskTable[task].extra].frames = []
    }
    takeProgram(task)
    record(.exec, Int64(taskTable[task].threadID), Int64(bitPattern: taskTable[task].entry), 0, 0)
    if taskTable[task].flags.contains(.traced) { traceExec(task) }
  }

  /// The memory that every program starts with.
  mutating func newProgramMemory() throws(Errno) -> Int32 {
    let mm = memory.create()
    do throws(Errno) {
      _ = try memory.map(
        mm, firstPage: UserMemoryLayout.dataStart.rawValue >> Memory.pageShift,
        pages: UserMemoryLayout.dataPages, access: [.read, .write], sharing: .private,
        limits: limits)
    } catch {
      memory.release(mm)
      throw error
    }
    return mm
  }

  /// D5: gives a task a table of descriptors of its own.
  ///
  /// Source: `fs/file.c: unshare_files`.
  mutating func unshareFiles(of task: Int32) {
    let files = taskTable[task].files
    guard fileTables[files].users > 1 else { return }
    fileTables[files].users -= 1
    taskTable[task].files = copyFiles(files)
  }

  /// A copy of a table of descriptors, with one user.
  mutating func copyFiles(_ files: Int32) -> Int32 {
    var copy = fileTables[files]
    copy.users = 1
    for file in copy.descriptors where file >= 0 { openFiles[file].users += 1 }
    return fileTables.allocate(copy)
  }

  /// Source: `fs/file.c: do_close_on_exec`.
  private mutating func closeOnExec(_ task: Int32) {
    let files = taskTable[task].files
    for descriptor in fileTables[files].closeOnExec {
      let file = fileTables[files].descriptors[Int(descriptor)]
      guard file >= 0 else { continue }
      fileTables[files].descriptors[Int(descriptor)] = -1
      closeDescriptor(of: file, in: files)
    }
    fileTables[files].closeOnExec = []
  }

  private mutating func unshareSighand(of task: Int32) {
    let sighand = taskTable[task].sighand
    guard sighands[sighand].users > 1 else { return }
    sighands[sighand].users -= 1
    var copy = sighands[sighand]
    copy.users = 1
    taskTable[task].sighand = sighands.allocate(copy)
  }
}
