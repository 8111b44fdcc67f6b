internal import LinuxABI

extension Kernel {
  /// Makes task 1: a built-in init that never runs and ignores SIGCHLD, so that children given to it
  /// leave no zombie (C17).
  mutating func bootInit() {
    let group = processGroups.allocate(ProcessGroupRecord(id: 1, processCount: 1))
    let session = sessions.allocate(ProcessGroupRecord(id: 1, processCount: 1))
    var sighand = SighandRecord()
    sighand.ignored = Signal.child.bit
    var record = TaskRecord()
    record.threadID = 1
    record.processID = 1
    record.state = .builtIn
    record.flags = .ledGroup
    record.credential = credentialTable.allocate(CredentialRecord(value: .root))
    record.mm = memory.create()
    record.files = fileTables.allocate(FilesRecord())
    record.fs = directories.allocate(FsRecord(currentDirectory: FileTree.root, umask: 0o22))
    record.sighand = sighands.allocate(sighand)
    let task = taskTable.allocate(record)
    taskTable[task].signal = signals.allocate(
      SignalRecord(
        leader: task, firstThread: task, lastThread: task, protection: .initProcess,
        processGroup: group, session: session))
    threadIDs.assign(1, to: task)
  }

  /// Starts a program: a process of its own, child of init, ready to run.
  ///
  /// It has the data area of `UserMemoryLayout`, descriptors 0 to 2 for the console, `/` as its
  /// directory, 022 as its umask, every signal at its default, and a session and a process group of
  /// its own.
  ///
  /// - Parameters:
  ///   - entry: The word by which the driver knows what it runs; handed out in `Next.start`.
  ///   - credentials: Who it acts for.
  /// - Returns: Its first task.
  /// - Precondition: The limits leave room for it.
  public mutating func spawnProgram(
    entry: UInt64, credentials: Credentials = .root
  ) -> TaskID {
    spawnProgram(entry: entry, credentials: credentials, streams: .shared)
  }

  /// Starts a program, and says what its descriptors 0 to 2 are.
  ///
  /// - Returns: Its first task.
  /// - Precondition: The limits leave room for it.
  public mutating func spawnProgram(
    entry: UInt64, credentials: Credentials = .root, streams: StandardStreams
  ) -> TaskID {
    makeUnique()
    guard taskTable.count < Int(limits.tasksMax), let threadID = threadIDs.next(),
      let mm = try? newProgramMemory()
    else {
      preconditionFailure("no room for another program")
    }
    let group = processGroups.allocate(ProcessGroupRecord(id: threadID, processCount: 1))
    let session = sessions.allocate(ProcessGroupRecord(id: threadID, processCount: 1))
    var record = TaskRecord()
    record.threadID = threadID
    record.processID = threadID
    record.flags = .ledGroup
    record.exitSignal = Int16(Signal.child.rawValue)
    record.credential = credentialTable.allocate(CredentialRecord(value: credentials))
    record.mm = mm
    record.files = fileTables.allocate(FilesRecord(descriptors: openStreams(streams)))
    record.fs = directories.allocate(FsRecord(currentDirectory: FileTree.root, umask: 0o22))
    record.sighand = sighands.allocate(SighandRecord())
    record.entry = entry
    let task = taskTable.allocate(record)
    taskTable[task].signal = signals.allocate(
      SignalRecord(
        leader: task, firstThread: task, lastThread: task, processGroup: group,
        session: session))
    threadIDs.assign(threadID, to: task)
    countTask(of: credentials.realUserID, by: 1)
    appendChild(task, to: Self.initTask)
    self.record(
      .clone, Int64(threadID), 0, Int64(Signal.child.rawValue), Int64(threadID))
    if isDriven { noteProgram(task) }
    enqueue(task, isNew: true)
    programs.append(ProgramRecord(task: id(of: task), leader: id(of: task)))
    return id(of: task)
  }

  /// The open files behind descriptors 0 to 2.
  private mutating func openStreams(_ streams: StandardStreams) -> ContiguousArray<Int32> {
    switch streams {
    case .shared:
      let file = openFiles.allocate(OpenFileRecord(users: 3, flags: .readWrite))
      return [file, file, file]
    case .separate:
      return [
        openFiles.allocate(OpenFileRecord(users: 1, flags: .readOnly, stream: .input)),
        openFiles.allocate(OpenFileRecord(users: 1, flags: .writeOnly, stream: .output)),
        openFiles.allocate(OpenFileRecord(users: 1, flags: .writeOnly, stream: .error)),
      ]
    }
  }
}
