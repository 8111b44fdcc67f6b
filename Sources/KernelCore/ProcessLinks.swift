internal import LinuxABI

// The links of /proc, which lead to what they stand for without a path.
extension Kernel {
  /// Follows a link of `/proc`.
  ///
  /// Source: `fs/proc/base.c: proc_pid_get_link`; `fs/proc/self.c: proc_self_get_link`.
  func followProcessLink(
    _ place: FilePlace, in directory: FilePlace, _ count: inout Int, by caller: Int32
  ) throws(Errno) -> FilePlace {
    let entry = ProcessEntry(at: place)
    switch entry.kind {
    case .ownProcess: return ProcessEntry(.task, taskTable[caller].processID).place
    case .ownThread:
      return ProcessEntry(.task, taskTable[caller].threadID, isThread: true).place
    case .ownMounts: return ProcessEntry(.mounts, taskTable[caller].processID).place
    default: break
    }
    let task = task(of: entry)
    guard task >= 0 else { throw .noSuchFileOrDirectory }
    try checkMayLook(into: task, by: caller)
    switch entry.kind {
    case .currentDirectory:
      guard taskTable[task].fs >= 0 else { throw .noSuchFileOrDirectory }
      return currentDirectory(ofSlot: task)
    case .rootDirectory:
      guard taskTable[task].fs >= 0 else { throw .noSuchFileOrDirectory }
      return root(ofSlot: task)
    case .program:
      let file = programFile(ofSlot: task)
      guard file >= 0 else { throw .noSuchFileOrDirectory }
      return FilePlace(file)
    case .namespace:
      guard let kind = NamespaceKind(rawValue: entry.descriptor), namespaceName(of: entry) != nil
      else { throw .noSuchFileOrDirectory }
      return kind.entry(.namespaceFile, like: entry).place
    default:
      guard let file = openFile(behindProcessLink: place) else { throw .noSuchFileOrDirectory }
      if openFiles[file].isOfPlace, openFiles[file].stream == .console {
        return openFiles[file].place
      }
      return ProcessEntry(
        .openFile, entry.threadID, isThread: entry.isThread, descriptor: entry.descriptor
      ).place
    }
  }

  /// Whether a task may look into another one's files.
  ///
  /// Source: ptrace(2), PTRACE_MODE_READ_FSCREDS; `fs/proc/base.c: proc_fd_access_allowed`.
  func checkMayLook(into task: Int32, by caller: Int32) throws(Errno) {
    guard mayLook(into: task, by: caller) else { throw .permissionDenied }
  }

  /// What may keep a file of a process that somebody else can see from being opened.
  ///
  /// Source: `fs/proc/base.c: __mem_open`; `fs/proc/task_mmu.c: proc_maps_open`. That the timers are
  /// guarded as well was measured.
  func checkMayOpen(_ entry: ProcessEntry, by caller: Int32) throws(Errno) {
    let task = task(of: entry)
    guard task >= 0 else { return }
    let hasMemory = taskTable[task].mm >= 0
    switch entry.kind {
    case .mappings where !hasMemory: break
    case .environment where !hasMemory, .auxiliaryVector where !hasMemory:
      // ESRCH: a process that has ended has no memory. Source: `mm_access`.
      throw .noSuchProcess
    case .mappings, .environment, .auxiliaryVector, .timerList:
      try checkMayLook(into: task, by: caller)
    default: break
    }
  }

  func mayLook(into task: Int32, by caller: Int32) -> Bool {
    if taskTable[task].signal == taskTable[caller].signal { return true }
    if hasCapability(.trace, caller, over: task) { return true }
    let (own, other) = (credentials(of: caller), credentials(of: task))
    let mm = taskTable[task].mm
    return own.userID == other.userID && own.userID == other.realUserID
      && own.userID == other.savedUserID && own.groupID == other.groupID
      // Source: `security/commoncap.c: cap_ptrace_access_check`, PTRACE_MODE_FSCREDS.
      && userNamespace(of: caller) == userNamespace(of: task)
      && other.permitted.isSubset(of: own.capabilities)
      && own.groupID == other.realGroupID && own.groupID == other.savedGroupID
      && (mm < 0 || memory.spaces[mm].isDumpable)
  }

  /// What readlink(2) says of a link of `/proc`.
  ///
  /// Source: `fs/proc/base.c: proc_pid_readlink`; `fs/pipe.c: pipefs_dname`.
  func processLinkText(of place: FilePlace, seenBy caller: Int32) throws(Errno) -> [UInt8] {
    let entry = ProcessEntry(at: place)
    switch entry.kind {
    case .ownProcess: return Array(String(taskTable[caller].processID).utf8)
    case .ownThread:
      let text = String(taskTable[caller].processID) + "/task/" + String(taskTable[caller].threadID)
      return Array(text.utf8)
    case .ownMounts: return Array("self/mounts".utf8)
    default: break
    }
    let task = task(of: entry)
    guard task >= 0 else { throw .noSuchFileOrDirectory }
    try checkMayLook(into: task, by: caller)
    switch entry.kind {
    case .program:
      let file = programFile(ofSlot: task)
      guard file >= 0 else { throw .noSuchFileOrDirectory }
      return shownPath(of: FilePlace(file), seenBy: caller)
    case .currentDirectory:
      guard taskTable[task].fs >= 0 else { throw .noSuchFileOrDirectory }
      return shownPath(of: currentDirectory(ofSlot: task), seenBy: caller)
    case .rootDirectory:
      guard taskTable[task].fs >= 0 else { throw .noSuchFileOrDirectory }
      return shownPath(of: root(ofSlot: task), seenBy: caller)
    case .namespace:
      guard let name = namespaceName(of: entry) else { throw .noSuchFileOrDirectory }
      return text(of: name)
    default:
      guard let file = openFile(behindProcessLink: place) else { throw .noSuchFileOrDirectory }
      return shownPath(ofOpenFile: file)
    }
  }

  private func shownPath(of place: FilePlace, seenBy caller: Int32) -> [UInt8] {
    let whole = shownPath(of: place)
    return path(whole, seenBy: caller) ?? whole
  }

  /// The path of a place; one that was removed is told apart.
  ///
  /// Source: `fs/d_path.c: d_path`.
  func shownPath(of place: FilePlace) -> [UInt8] {
    guard let node = place.node, node != FileTree.root, tree[node].links == 0 else {
      return path(of: place)
    }
    return path(of: place) + Array(" (deleted)".utf8)
  }

  private func shownPath(ofOpenFile file: Int32) -> [UInt8] {
    let record = openFiles[file]
    if record.process != nil { return Array("anon_inode:[pidfd]".utf8) }
    if record.special >= 0, fileSide.specials[record.special].kind == .namespace {
      return text(of: fileSide.specials[record.special].namespace)
    }
    if record.special >= 0, fileSide.specials[record.special].kind == .queue {
      let queue = programSide.queues[fileSide.specials[record.special].queue]
      return [Path.slash] + queue.name + (queue.isLinked ? [] : Array(" (deleted)".utf8))
    }
    if record.special >= 0, let text = fileSide.specials[record.special].kind.linkText {
      return Array(text.description.utf8)
    }
    if record.isOfPlace || record.isFifo, record.stream == .console || isTerminal {
      return shownPath(of: record.place)
    }
    guard let attributes = try? attributes(ofOpenFile: file) else { return [] }
    return Array(
      ((record.special >= 0 ? "socket:[" : "pipe:[") + String(attributes.inode) + "]").utf8)
  }
}
