internal import LinuxABI

extension Kernel {
  /// Makes task 1: a built-in init that never runs and ignores SIGCHLD, so that children given to it
  /// leave no zombie (C17).
  mutating func bootInit() {
    let group = processGroups.allocate(ProcessGroupRecord(id: 1, processCount: 1))
    var sighand = SighandRecord()
    sighand.ignored = Signal.child.bit
    let task = taskTable.allocate(
      TaskRecord(
        threadID: 1, processID: 1, state: .builtIn, exitSignal: 0, credentials: .root,
        mm: memory.create(), files: fileTables.allocate(FilesRecord()),
        fs: directories.allocate(FsRecord(currentDirectory: FileTree.root, umask: 0o22)),
        sighand: sighands.allocate(sighand), signal: -1, parent: -1, entry: 0, threadPointer: 0))
    taskTable[task].signal = signals.allocate(
      SignalRecord(
        leader: task, firstThread: task, lastThread: task, protection: .initProcess,
        processGroup: group))
    threadIDs.assign(1, to: task)
  }

  /// Starts a program: a process of its own, child of init, ready to run.
  ///
  /// It has the data area of `UserMemoryLayout`, descriptors 0 to 2 for the console, `/` as its
  /// directory, 022 as its umask, every signal at its default, and a process group of its own.
  ///
  /// - Parameters:
  ///   - entry: The word by which the driver knows what it runs; handed out in `Next.start`.
  ///   - credentials: Who it acts for.
  /// - Returns: Its first task.
  /// - Precondition: The limits leave room for it.
  public mutating func spawnProgram(
    entry: UInt64, credentials: Credentials = .root
  ) -> TaskID {
    makeUnique()
    guard taskTable.count < Int(limits.tasksMax), let threadID = threadIDs.next() else {
      preconditionFailure("no room for another program")
    }
    let mm = memory.create()
    let first = UserMemoryLayout.dataStart.rawValue >> Memory.pageShift
    do throws(Errno) {
      _ = try memory.map(
        mm, firstPage: first, pages: UserMemoryLayout.dataPages, access: [.read, .write],
        sharing: .private, limits: limits)
    } catch {
      preconditionFailure("no memory for another program")
    }
    // One open file behind all three, as a login shell gets its terminal.
    let file = openFiles.allocate(
      OpenFileRecord(users: 3, node: FileTree.console, flags: .readWrite))
    let group = processGroups.allocate(ProcessGroupRecord(id: threadID, processCount: 1))
    let task = taskTable.allocate(
      TaskRecord(
        threadID: threadID, processID: threadID, state: .runnable,
        exitSignal: Int16(Signal.child.rawValue), credentials: credentials, mm: mm,
        files: fileTables.allocate(FilesRecord(descriptors: [file, file, file])),
        fs: directories.allocate(FsRecord(currentDirectory: FileTree.root, umask: 0o22)),
        sighand: sighands.allocate(SighandRecord()), signal: -1, parent: Self.initTask,
        entry: entry, threadPointer: 0))
    taskTable[task].signal = signals.allocate(
      SignalRecord(leader: task, firstThread: task, lastThread: task, processGroup: group))
    threadIDs.assign(threadID, to: task)
    countTask(of: credentials.userID, by: 1)
    appendChild(task, to: Self.initTask)
    record(.clone, Int64(threadID), 0, Int64(Signal.child.rawValue), Int64(threadID))
    runQueue.append(task, in: &taskTable)
    programs.append(ProgramRecord(task: id(of: task)))
    return id(of: task)
  }
}
