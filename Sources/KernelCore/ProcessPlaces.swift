internal import LinuxABI

// Theory of operation of /proc
//
// Nothing of /proc is kept. A place in it is a number that says which task it is about and what of
// it, and whatever is asked of the place is answered from the kernel's tables at that moment. So it
// costs nothing while nobody looks, and is never out of date; what a task that has ended had is not
// found any more.
//
// Source: proc(5); `fs/proc/base.c, array.c, fd.c, root.c`.

/// An entry of `/proc`, taken apart.
struct ProcessEntry: Equatable, Sendable {
  /// What it is.
  enum Kind: UInt8, Sendable {
    // Directories: the root, one of a process or thread, and those in it.
    case root
    case task
    case tasks
    case descriptors
    case namespaces
    case settings
    case kernelSettings
    // Links.
    case ownProcess
    case ownThread
    case program
    case currentDirectory
    case rootDirectory
    case descriptor
    /// What a link in `fd` leads to, where no path does.
    case openFile
    /// A link in `ns`; its descriptor is the kind of namespace.
    case namespace
    /// The namespace that such a link leads to.
    case namespaceFile
    // Files of a task.
    case status
    case numbers
    case name
    case arguments
    case mappings
    case children
    case memoryCounts
    case limits
    case userMap
    case groupMap
    case groupSetting
    // Files of the machine.
    case upTime
    case version
    case processors
    case memory
    case load
    case threadIDsMax
    case tasksMax
    case systemType
    case release
    case hostName
    case realTimePeriod
    case realTimeRuntime
    case roundRobinSlice
    case lastCapability
    // More of both.
    case descriptorTexts
    case descriptorText
    case environment
    case auxiliaryVector
    case killScore
    case killPreference
    case oldKillPreference
    case timerSlack
    case timerList
    case dumpFilter
    case personality
    case loginUser
    case loginSession
    case controlGroup
    case mounts
    case mountDetails
    case ownMounts
    case fileSystems
    case counts
    /// A folder of `/proc/sys`, by its number, and a file below it, by its place in the list.
    case settingFolder
    case setting
    case openFilesMax

    /// Whether a file is made line by line as it is read, and so has no end to go to.
    ///
    /// Source: `fs/proc/base.c: tgid_base_stuff`, generic_file_llseek in place of seq_lseek.
    var isSequence: Bool {
      switch self {
      case .arguments, .auxiliaryVector, .killPreference, .oldKillPreference, .dumpFilter,
        .loginUser, .loginSession, .threadIDsMax, .tasksMax, .systemType, .release, .hostName,
        .realTimePeriod, .realTimeRuntime, .roundRobinSlice, .lastCapability, .setting,
        .openFilesMax:
        false
      default: true
      }
    }

    /// Whether it is about the numbers of a user namespace, and may be written.
    var isMap: Bool {
      switch self {
      case .userMap, .groupMap, .groupSetting: true
      default: false
      }
    }
  }

  var kind: Kind
  /// The number of the task that it is about, in the first PID namespace.
  var threadID: Int32 = 0
  /// Whether it is in `task/TID`, and tells of that thread alone.
  var isThread = false
  var descriptor: Int32 = 0

  /// The largest thread id that has a place.
  static var threadIDMax: Int32 { 1 << 24 - 1 }

  init(_ kind: Kind, _ threadID: Int32 = 0, isThread: Bool = false, descriptor: Int32 = 0) {
    self.kind = kind
    self.threadID = threadID
    self.isThread = isThread
    self.descriptor = descriptor
  }

  /// - Precondition: The place is in `/proc`.
  init(at place: FilePlace) {
    let code = -1 - place.rawValue
    kind = Kind(rawValue: UInt8(truncatingIfNeeded: code & 0x7f)) ?? .root
    isThread = code >> 7 & 1 != 0
    threadID = Int32(truncatingIfNeeded: code >> 8 & 0xff_ffff)
    descriptor = Int32(truncatingIfNeeded: code >> 32)
  }

  var place: FilePlace {
    let flags = Int64(kind.rawValue) | (isThread ? 1 << 7 : 0)
    return FilePlace(rawValue: -1 - (flags | Int64(threadID) << 8 | Int64(descriptor) << 32))
  }

  /// Whether it tells of one task.
  var isOfTask: Bool { threadID > 0 }
}

extension FilePlace {
  /// Where `/proc` begins.
  static var processes: FilePlace { ProcessEntry(.root).place }
}

// Places of /proc: what is where.
extension Kernel {
  /// The task that a place is about.
  ///
  /// - Returns: -1 if it is no more.
  func task(of entry: ProcessEntry) -> Int32 {
    let task = threadIDs[entry.threadID]
    guard task >= 0, taskTable[task].threadID == entry.threadID else { return -1 }
    return task
  }

  func processType(of place: FilePlace) -> FileType {
    let entry = ProcessEntry(at: place)
    switch entry.kind {
    case .root, .task, .tasks, .descriptors, .descriptorTexts, .namespaces, .settings,
      .kernelSettings, .settingFolder:
      return .directory
    case .ownProcess, .ownThread, .ownMounts, .program, .currentDirectory, .rootDirectory,
      .descriptor,
      .namespace:
      return .link
    case .openFile:
      guard let file = openFile(behindProcessLink: place) else { return .regular }
      return (try? attributes(ofOpenFile: file))?.type ?? .regular
    default: return .regular
    }
  }

  /// What stat(2) tells of an entry.
  ///
  /// Source: `fs/proc/base.c: task_dump_owner, tgid_base_stuff`.
  func processAttributes(of place: FilePlace) throws(Errno) -> FileAttributes {
    let entry = ProcessEntry(at: place)
    if entry.kind == .openFile {
      guard let file = openFile(behindProcessLink: place) else { throw .noSuchFileOrDirectory }
      return try attributes(ofOpenFile: file)
    }
    if entry.kind == .namespaceFile {
      guard let name = namespaceName(of: entry) else { throw .noSuchFileOrDirectory }
      return attributes(of: name)
    }
    let type = processType(of: place)
    var mode: UInt32
    switch entry.kind {
    case .descriptors: mode = 0o500
    // Source: `fs/proc/base.c: tgid_base_stuff`.
    case .namespaces: mode = 0o511
    case .name, .userMap, .groupMap, .groupSetting, .killPreference, .oldKillPreference,
      .dumpFilter, .loginUser, .setting, .openFilesMax:
      mode = 0o644
    case .timerSlack: mode = 0o666
    case .environment, .auxiliaryVector, .personality: mode = 0o400
    default: mode = type == .directory ? 0o555 : type == .link ? 0o777 : 0o444
    }
    var result = FileAttributes(
      type: type, mode: mode, links: type == .directory ? 2 : 1, userID: 0, groupID: 0,
      inode: UInt64(bitPattern: -place.rawValue), fileSystem: .processes,
      accessed: fileTime, modified: fileTime, changed: fileTime, made: fileTime)
    guard entry.isOfTask else { return result }
    let task = task(of: entry)
    guard task >= 0 else { throw .noSuchFileOrDirectory }
    let mm = taskTable[task].mm
    // Of a program that others may not look into, root has what is not for all.
    if mm < 0 || memory.spaces[mm].isDumpable || entry.kind == .task {
      result.userID = credentials(of: task).userID
      result.groupID = credentials(of: task).groupID
    }
    // Source: `fs/proc/base.c: proc_task_getattr`; `fs/proc/fd.c: proc_fd_getattr`.
    if entry.kind == .tasks { result.links += UInt32(signals[taskTable[task].signal].threadCount) }
    if entry.kind == .descriptors, taskTable[task].files >= 0 {
      result.size = fileTables[taskTable[task].files].descriptors.count { $0 >= 0 }
    }
    if entry.kind == .descriptor, let file = openFile(behindProcessLink: place) {
      mode = 0
      if openFiles[file].isReadable { mode |= 0o500 }
      if openFiles[file].isWritable { mode |= 0o300 }
      result.mode = mode
      result.size = 64
    }
    return result
  }

  func processParent(of place: FilePlace) -> FilePlace {
    let entry = ProcessEntry(at: place)
    switch entry.kind {
    case .root: return .root
    case .settings: return .processes
    case .kernelSettings, .openFilesMax: return ProcessEntry(.settings).place
    case .settingFolder:
      guard let parent = SettingFolder(rawValue: entry.descriptor)?.parent else {
        return ProcessEntry(.settings).place
      }
      return ProcessEntry(.settingFolder, descriptor: parent.rawValue).place
    case .setting:
      let all = KernelSetting.all
      guard all.indices.contains(Int(entry.descriptor)) else { return .processes }
      let folder = all[Int(entry.descriptor)].folder
      return folder == .kernel
        ? ProcessEntry(.kernelSettings).place
        : ProcessEntry(.settingFolder, descriptor: folder.rawValue).place
    case .task:
      guard entry.isThread else { return .processes }
      let task = task(of: entry)
      return ProcessEntry(.tasks, task < 0 ? 0 : taskTable[task].processID).place
    case .tasks: return ProcessEntry(.task, entry.threadID).place
    case .namespace, .namespaceFile:
      return ProcessEntry(.namespaces, entry.threadID, isThread: entry.isThread).place
    case .descriptorText:
      return ProcessEntry(.descriptorTexts, entry.threadID, isThread: entry.isThread).place
    default:
      guard entry.isOfTask else { return .processes }
      return ProcessEntry(.task, entry.threadID, isThread: entry.isThread).place
    }
  }

  /// What is called `name` in a directory of `/proc`.
  func processChild(
    of place: FilePlace, named name: ArraySlice<UInt8>, by caller: Int32
  ) -> FilePlace? {
    let entry = ProcessEntry(at: place)
    if entry.isOfTask, task(of: entry) < 0 { return nil }
    for fixed in Self.fixedEntries(of: entry)
    where name.elementsEqual(fixed.name.description.utf8) {
      return ProcessEntry(
        fixed.kind, entry.threadID, isThread: entry.isThread, descriptor: fixed.descriptor
      ).place
    }
    if entry.kind == .namespaces { return namespacePlace(in: entry, named: name) }
    guard let number = Self.number(name) else { return nil }
    switch entry.kind {
    case .root:
      // The number of any thread is found, though only those of processes are listed.
      // Source: `fs/proc/base.c: proc_pid_lookup`.
      guard number > 0, number <= ProcessEntry.threadIDMax, threadIDs[number] >= 0,
        taskTable[threadIDs[number]].threadID == number
      else { return nil }
      return ProcessEntry(.task, number).place
    case .tasks:
      guard number > 0, number <= ProcessEntry.threadIDMax, threadIDs[number] >= 0 else {
        return nil
      }
      let task = threadIDs[number]
      guard taskTable[task].threadID == number,
        taskTable[task].signal == taskTable[self.task(of: entry)].signal
      else { return nil }
      return ProcessEntry(.task, number, isThread: true).place
    case .descriptors, .descriptorTexts:
      let found = ProcessEntry(
        entry.kind == .descriptors ? .descriptor : .descriptorText, entry.threadID,
        isThread: entry.isThread, descriptor: number)
      return openFile(of: found) == nil ? nil : found.place
    default: return nil
    }
  }

  /// A name as a number; none with other characters, or with zeroes before it.
  ///
  /// Source: `fs/proc/util.c: name_to_int`.
  private static func number(_ name: ArraySlice<UInt8>) -> Int32? {
    guard let first = name.first, first != 0x30 || name.count == 1 else { return nil }
    var number: Int64 = 0
    for digit in name {
      guard (0x30...0x39).contains(digit), number <= Int64(Int32.max) else { return nil }
      number = number * 10 + Int64(digit - 0x30)
    }
    return Int32(exactly: number)
  }

  /// The open file that a link in `fd` leads to.
  func openFile(behindProcessLink place: FilePlace) -> Int32? {
    guard place.node == nil else { return nil }
    let entry = ProcessEntry(at: place)
    guard entry.kind == .descriptor || entry.kind == .openFile else { return nil }
    return openFile(of: entry)
  }

  /// The open file behind the descriptor that an entry is about.
  func openFile(of entry: ProcessEntry) -> Int32? {
    let task = task(of: entry)
    guard task >= 0, taskTable[task].files >= 0 else { return nil }
    let file = fileTables[taskTable[task].files].openFile(
      behind: FileDescriptor(rawValue: entry.descriptor))
    return file >= 0 ? file : nil
  }

  /// The path of a directory of `/proc`.
  func processPath(of place: FilePlace) -> [UInt8] {
    guard place != .processes else { return Array("/proc".utf8) }
    let entry = ProcessEntry(at: place)
    let parent = ProcessEntry(at: processParent(of: place))
    var name = Array(String(entry.threadID).utf8)
    switch entry.kind {
    case .task: break
    case .descriptor, .descriptorText, .openFile: name = Array(String(entry.descriptor).utf8)
    case .namespace, .namespaceFile:
      name = NamespaceKind(rawValue: entry.descriptor).map { Array($0.name.description.utf8) } ?? []
    default:
      for fixed in Self.fixedEntries(of: parent)
      where fixed.kind == entry.kind && fixed.descriptor == entry.descriptor {
        name = Array(fixed.name.description.utf8)
      }
    }
    return processPath(of: parent.place) + [Path.slash] + name
  }

  // MARK: - Listing

  /// Processes are listed behind all that has a name of its own.
  ///
  /// Source: `fs/proc/internal.h: FIRST_PROCESS_ENTRY`; `fs/proc/base.c: TGID_OFFSET`.
  private static var firstProcess: Int64 { 258 }

  /// The first entry of a directory from a place on, behind `.` and `..`.
  func processEntry(
    of place: FilePlace, from offset: Int64, seenBy viewer: Int32
  ) -> ListedEntry? {
    let entry = ProcessEntry(at: place)
    if entry.isOfTask, task(of: entry) < 0 { return nil }
    let fixed = Self.fixedEntries(of: entry)
    if offset - 2 < Int64(fixed.count) {
      let found = fixed[Int(offset - 2)]
      return listed(
        Array(found.name.description.utf8),
        ProcessEntry(
          found.kind, entry.threadID, isThread: entry.isThread, descriptor: found.descriptor),
        next: offset + 1)
    }
    switch entry.kind {
    case .root:
      let start = max(offset - Self.firstProcess, 1)
      var lowest = Int32.max
      for task in taskTable.indices where signals[taskTable[task].signal].leader == task {
        let number = taskTable[task].threadID
        if Int64(number) >= start, number < lowest { lowest = number }
      }
      guard lowest <= ProcessEntry.threadIDMax else { return nil }
      return listed(
        Array(String(lowest).utf8), ProcessEntry(.task, lowest),
        next: Int64(lowest) + Self.firstProcess + 1)
    case .tasks:
      var left = offset - 2
      var thread = signals[taskTable[task(of: entry)].signal].firstThread
      while thread >= 0, left > 0 {
        thread = taskTable[thread].nextThread
        left -= 1
      }
      guard thread >= 0 else { return nil }
      let number = taskTable[thread].threadID
      return listed(
        Array(String(number).utf8), ProcessEntry(.task, number, isThread: true), next: offset + 1)
    case .namespaces:
      guard let kind = NamespaceKind(rawValue: Int32(clamping: offset - 2)) else { return nil }
      return listed(
        Array(kind.name.description.utf8), kind.entry(.namespace, like: entry), next: offset + 1)
    case .descriptors, .descriptorTexts:
      let files = taskTable[task(of: entry)].files
      guard files >= 0 else { return nil }
      let descriptors = fileTables[files].descriptors
      guard offset - 2 < Int64(descriptors.count),
        let found = descriptors[Int(offset - 2)...].firstIndex(where: { $0 >= 0 })
      else { return nil }
      return listed(
        Array(String(found).utf8),
        ProcessEntry(
          entry.kind == .descriptors ? .descriptor : .descriptorText, entry.threadID,
          isThread: entry.isThread, descriptor: Int32(found)),
        next: Int64(found) + 3)
    default: return nil
    }
  }

  private func listed(_ name: [UInt8], _ entry: ProcessEntry, next: Int64) -> ListedEntry {
    ListedEntry(
      name: name, inode: UInt64(bitPattern: -entry.place.rawValue),
      type: processType(of: entry.place).entryType, next: next)
  }
}
