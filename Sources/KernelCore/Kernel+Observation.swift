public import LinuxABI

// What tests, lessons and figures see of a kernel. Nothing here changes it.
extension Kernel {
  /// All tasks that are there, init included, in the order of their thread ids.
  public var tasks: [TaskSnapshot] {
    taskTable.indices.map { snapshot(ofSlot: $0) }.sorted { $0.threadID < $1.threadID }
  }

  /// A task as it is now.
  ///
  /// Of a task that is reaped nothing is left, with two exceptions: the task that ended last, and
  /// the first task of a program.
  ///
  /// - Returns: nil if nothing is left of it.
  public func snapshot(of task: TaskID) -> TaskSnapshot? {
    if let slot = slot(of: task) { return snapshot(ofSlot: slot) }
    if let program = programs.first(where: { $0.task == task }) { return program.ended }
    return task == toldEnd ? lastSight(of: task.index) : nil
  }

  /// The task with a thread id, if there is one.
  public func task(_ threadID: ThreadID) -> TaskID? {
    let slot = threadIDs[threadID.rawValue]
    return slot >= 0 ? id(of: slot) : nil
  }

  /// How a program ended: the status of its first process.
  ///
  /// - Returns: nil as long as a task of that process is left, or if it is no program.
  public func status(ofProgram task: TaskID) -> WaitStatus? {
    programs.first { $0.task == task }?.ended?.status
  }

  /// What was left of a task when it was reaped as it ended, before anything else has happened.
  private func lastSight(of slot: Int32) -> TaskSnapshot {
    let task = taskTable[slot]
    // A thread's leader is still there, and a leader's own parent; so is the record of the group.
    let group = signals[task.signal]
    let parent = task.parent >= 0 ? task.parent : taskTable[group.leader].parent
    return TaskSnapshot(
      id: TaskID(index: slot, generation: taskTable.generation(of: slot) &- 1),
      threadID: ThreadID(rawValue: task.threadID), processID: ProcessID(rawValue: task.processID),
      parentProcessID: ProcessID(rawValue: taskTable[parent].processID),
      parentThreadID: ThreadID(rawValue: taskTable[parent].threadID),
      processGroupID: ProcessID(rawValue: processGroups[group.processGroup].id), state: .dead,
      exitSignal: Int32(task.exitSignal), children: [], mm: nil, files: nil, fs: nil, sighand: nil,
      signal: nil, namespaces: nil, credentials: credentialTable[task.credential].value,
      threadPointer: task.threadPointer,
      clearChildTID: .null, status: WaitStatus(rawValue: task.exitCode))
  }

  private func snapshot(ofSlot slot: Int32) -> TaskSnapshot {
    let task = taskTable[slot]
    let group = signals[task.signal]
    let parent = parent(of: slot)
    let hasEnded = task.state == .zombie
    let isWhole = group.leader == slot && group.threadCount == 1
    var children: [ThreadID] = []
    var child = task.firstChild
    while child >= 0 {
      children.append(ThreadID(rawValue: taskTable[child].threadID))
      child = taskTable[child].nextSibling
    }
    return TaskSnapshot(
      id: id(of: slot), threadID: ThreadID(rawValue: task.threadID),
      processID: ProcessID(rawValue: task.processID),
      parentProcessID: ProcessID(rawValue: parentProcessID(of: slot)),
      parentThreadID: ThreadID(rawValue: parent >= 0 ? taskTable[parent].threadID : 0),
      processGroupID: ProcessID(rawValue: processGroups[group.processGroup].id),
      state: task.state, exitSignal: Int32(task.exitSignal), children: children,
      mm: reference(task.mm) { memory.spaces[$0].users },
      files: reference(task.files) { fileTables[$0].users },
      fs: reference(task.fs) { directories[$0].users },
      sighand: reference(task.sighand) { sighands[$0].users },
      signal: reference(task.signal) { signals[$0].threadCount },
      namespaces: namespaceIdentities(ofSlot: slot),
      credentials: credentialTable[task.credential].value, threadPointer: task.threadPointer,
      clearChildTID: UserAddress(rawValue: task.clearChildTID),
      status: hasEnded
        ? WaitStatus(rawValue: isWhole ? processStatus(of: slot) : task.exitCode) : nil)
  }

  private func reference(_ index: Int32, _ users: (Int32) -> Int32) -> ResourceReference? {
    index < 0 ? nil : ResourceReference(identity: Int(index), users: Int(users(index)))
  }

  /// Keeps what can be seen of a program's first task before it goes.
  mutating func rememberProgram(_ leader: Int32) {
    let task = id(of: leader)
    guard let place = programs.firstIndex(where: { $0.leader == task }) else { return }
    programs[place].ended = snapshot(ofSlot: leader).dead
  }

  // MARK: - Memory

  /// Reads a task's memory without touching it: no page comes to be by it.
  ///
  /// - Returns: nil if the task has no memory any more, or none that can be read there.
  public func peek(
    _ task: TaskID, _ address: UserAddress, _ width: MemoryWidth = .word
  ) -> UInt64? {
    guard let slot = slot(of: task), taskTable[slot].mm >= 0 else { return nil }
    return peek(taskTable[slot].mm, address.rawValue, width)
  }

  private func peek(_ space: Int32, _ address: UInt64, _ width: MemoryWidth) -> UInt64? {
    var value: UInt64 = 0
    for index in 0..<UInt64(width.rawValue) {
      let place = address &+ index
      guard let frame = memory.frame(space, at: place) else { return nil }
      guard frame != AddressSpace.noFrame else { continue }
      let offset = Int(place & Memory.offsetMask)
      value |= memory.physical.read(frame, at: offset, byteCount: 1) << (index * 8)
    }
    return value
  }

  /// Writes a task's memory, to set the stage before it runs.
  ///
  /// - Returns: Whether there is memory that can be written there.
  @discardableResult
  public mutating func poke(
    _ task: TaskID, _ address: UserAddress, _ value: UInt64, _ width: MemoryWidth = .word
  ) -> Bool {
    makeUnique()
    guard let slot = slot(of: task), taskTable[slot].mm >= 0 else { return false }
    return (try? writeMemory(taskTable[slot].mm, address.rawValue, width, value)) != nil
  }

  /// The frame that holds a page of a task, and how many refer to it.
  ///
  /// - Returns: nil if nothing is mapped there, or nobody has touched the page.
  public func frame(of task: TaskID, at address: UserAddress) -> ResourceReference? {
    guard let slot = slot(of: task), taskTable[slot].mm >= 0 else { return nil }
    guard let frame = memory.frame(taskTable[slot].mm, at: address.rawValue) else { return nil }
    return reference(frame) { memory.physical.users(of: $0) }
  }

  /// The frames of 4 KiB in use.
  public var framesInUse: Int { memory.physical.usedCount }

  // MARK: - Files and signals

  /// The descriptors of a task that are open, in ascending order.
  public func openFiles(of task: TaskID) -> [OpenFileSnapshot] {
    guard let slot = slot(of: task), taskTable[slot].files >= 0 else { return [] }
    let descriptors = fileTables[taskTable[slot].files].descriptors
    return descriptors.indices.filter { descriptors[$0] >= 0 }.map { descriptor in
      let index = descriptors[descriptor]
      let file = openFiles[index]
      return OpenFileSnapshot(
        descriptor: FileDescriptor(rawValue: Int32(descriptor)),
        description: ResourceReference(identity: Int(index), users: Int(file.users)),
        path: path(of: file.place),
        flags: file.flags, offset: file.offset)
    }
  }

  /// The current directory of a task.
  public func currentDirectory(of task: TaskID) -> [UInt8]? {
    guard let slot = slot(of: task), taskTable[slot].fs >= 0 else { return nil }
    return path(of: currentDirectory(ofSlot: slot))
  }

  /// The umask of a task.
  public func umask(of task: TaskID) -> UInt32? {
    guard let slot = slot(of: task), taskTable[slot].fs >= 0 else { return nil }
    return directories[taskTable[slot].fs].umask
  }

  /// What a signal does to a task's process.
  public func disposition(of signal: Signal, in task: TaskID) -> SignalDisposition? {
    guard let slot = slot(of: task), (1...Signal.maximum).contains(signal.rawValue) else {
      return nil
    }
    return disposition(of: signal, in: taskTable[slot].sighand)
  }

  /// The contents of a file, by its path from the root.
  public func contents(ofFile path: String) -> [UInt8]? {
    guard let node = node(at: path), tree[node].kind == .file else { return nil }
    return tree[node].contents
  }

  /// The permission bits of a file or directory, by its path from the root.
  public func permissions(ofFile path: String) -> UInt32? {
    node(at: path).map { tree[$0].mode }
  }

  private func node(at path: String) -> Int32? {
    var node = FileTree.root
    for component in Path.components(of: Array(path.utf8)) {
      switch component {
      case .same: break
      case .parent: node = tree[node].parent
      case .name(let name):
        guard let child = tree.child(of: node, named: name) else { return nil }
        node = child
      }
    }
    return node
  }

  /// Puts a file into the tree, to set the stage; the directory has to be there.
  ///
  /// - Returns: Whether there is such a directory, without a file of that name.
  @discardableResult
  public mutating func makeFile(
    _ path: String, contents: [UInt8] = [], permissions: UInt32 = 0o644,
    owner: Credentials = .root
  ) -> Bool {
    guard let node = make(.file, path, permissions, owner) else { return false }
    // The limit of one file is one of processes (`RLIMIT_FSIZE`).
    guard contents.count <= limits.treeBytesMax - tree.byteCount else { return false }
    if !contents.isEmpty { tree.setTarget(contents, of: node) }
    return true
  }

  /// Puts a directory into the tree, to set the stage; its parent has to be there.
  ///
  /// - Returns: Whether there is such a parent, without a file of that name.
  @discardableResult
  public mutating func makeDirectory(
    _ path: String, permissions: UInt32 = 0o755, owner: Credentials = .root
  ) -> Bool {
    make(.directory, path, permissions, owner) != nil
  }

  /// Puts a symbolic link into the tree, to set the stage; the directory has to be there.
  ///
  /// - Returns: Whether there is such a directory, without a file of that name.
  @discardableResult
  public mutating func makeLink(_ path: String, to target: String) -> Bool {
    guard let node = make(.link, path, 0o777, .root) else { return false }
    tree.setTarget(Array(target.utf8), of: node)
    return true
  }

  private mutating func make(
    _ kind: FileNode.Kind, _ path: String, _ permissions: UInt32, _ owner: Credentials
  ) -> Int32? {
    let bytes = Array(path.utf8)
    guard case .name(let name) = Path.components(of: bytes).last,
      let parent = node(at: String(decoding: bytes[..<name.startIndex], as: UTF8.self)),
      tree[parent].kind == .directory, tree.child(of: parent, named: name) == nil,
      tree.count < limits.nodesMax
    else { return nil }
    makeUnique()
    tree.nowNanoseconds = fileTime
    return tree.addNode(kind, Array(name), in: parent, mode: permissions, owner: owner)
  }
}

/// A descriptor and the open file behind it, as they are at one moment.
public struct OpenFileSnapshot: Hashable, Sendable {
  /// The descriptor.
  public let descriptor: FileDescriptor
  /// The open file description: which, and how many descriptors refer to it.
  public let description: ResourceReference
  /// The path of the file.
  public let path: [UInt8]
  /// How it was opened.
  public let flags: OpenFlags
  /// Where the next byte is read or written.
  public let offset: Int
}
