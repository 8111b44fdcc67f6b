internal import LinuxABI

// What is in the files of /proc. Lines of which this kernel knows nothing are left out, where
// readers look for names; where they count fields, what is not known is 0.
extension Kernel {
  /// The contents of a file of `/proc`, as they are now.
  mutating func processText(of place: FilePlace, seenBy viewer: Int32) throws(Errno) -> [UInt8] {
    let entry = ProcessEntry(at: place)
    guard entry.isOfTask else {
      if let text = settingText(of: entry) { return text }
      return machineText(of: entry.kind, seenBy: viewer)
    }
    let task = task(of: entry)
    // ESRCH: the task is no more. Source: `fs/proc/base.c: proc_single_show`.
    guard task >= 0 else { throw .noSuchProcess }
    switch entry.kind {
    case .status: return statusText(of: task, seenBy: viewer)
    case let kind where kind.isMap: return mapText(kind, of: task, seenBy: viewer)
    case .numbers: return numbersText(of: task, isThread: entry.isThread)
    case .name: return name(ofSlot: task) + [0x0a]
    case .arguments: return argumentsText(of: task)
    case .mappings: return mappingsText(of: task)
    case .children: return Array(childrenText(of: task, isThread: entry.isThread).utf8)
    case .limits: return Array(limitsText(of: task).utf8)
    case .descriptorText: return Array(try descriptorText(of: entry, seenBy: viewer).utf8)
    case .environment: return environmentText(of: task)
    case .auxiliaryVector: return auxiliaryVector(ofSlot: task)
    case .mounts: return Array("rootfs / tmpfs rw 0 0\nproc /proc proc rw 0 0\n".utf8)
    case .mountDetails:
      return Array(
        "1 0 0:1 / / rw - tmpfs rootfs rw\n2 1 0:2 / /proc rw - proc proc rw\n".utf8)
    case .memoryCounts:
      let counts = memoryCounts(of: task)
      let text =
        String(counts.size) + " " + String(counts.resident) + " " + String(counts.shared)
        + " 0 0 " + String(counts.data) + " 0\n"
      return Array(text.utf8)
    case let kind: return Array((try numberText(kind, of: task, by: viewer) ?? "").utf8)
    }
  }

  /// Writes a file of `/proc`: the name of a thread of the own process, numbers, and maps.
  ///
  /// Source: `fs/proc/base.c: comm_write`.
  mutating func writeProcess(
    _ place: FilePlace, _ transfer: FileTransfer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let entry = ProcessEntry(at: place)
    let task = task(of: entry)
    if task >= 0, entry.kind.isMap {
      // EINVAL: they are written from their start, at once. Source: `map_write`.
      guard transfer.position ?? 0 == 0 else { throw .invalidArgument }
      let bytes = load(min(transfer.count, Int(Memory.pageBytes)), transfer, of: caller)
      guard !bytes.isEmpty || transfer.count == 0 else { throw .badAddress }
      try writeMap(entry.kind, of: task, bytes, by: caller)
      return .value(Int64(bytes.count))
    }
    // Nobody may change what holds for the whole machine.
    guard entry.isOfTask else { throw .notPermitted }
    if task >= 0 {
      let bytes = load(min(transfer.count, 64), transfer, of: caller)
      guard !bytes.isEmpty || transfer.count == 0 else { throw .badAddress }
      if try writeNumber(entry.kind, of: task, bytes, by: caller) {
        return .value(Int64(transfer.count))
      }
    }
    // write(2), EINVAL.
    guard entry.kind == .name, task >= 0, taskTable[task].signal == taskTable[caller].signal else {
      throw .invalidArgument
    }
    let bytes = load(min(transfer.count, Self.nameBytesMax - 1), transfer, of: caller)
    // write(2), EFAULT.
    guard !bytes.isEmpty || transfer.count == 0 else { throw .badAddress }
    setName(of: task, bytes)
    return .value(Int64(transfer.count))
  }

  // MARK: - Files of a task

  /// The letter of a task's state, and the word for it.
  ///
  /// Source: `fs/proc/array.c: task_state_array`.
  private func stateName(of task: Int32) -> String {
    switch taskTable[task].state {
    case .running, .runnable: "R (running)"
    case .waitingForChild, .waitingForFutex, .waitingForSignal, .sleeping, .waitingForSemaphore,
      .sleepingInKernel, .builtIn:
      "S (sleeping)"
    case .waitingForVfork, .waitingForExec, .waitingForNamespace, .uninterruptible, .killable:
      "D (disk sleep)"
    case .stopped: "T (stopped)"
    case .traced: "t (tracing stop)"
    case .zombie: "Z (zombie)"
    case .dead: "X (dead)"
    case .idleInKernel: "I (idle)"
    case .parked: "P (parked)"
    }
  }

  /// Source: `fs/proc/array.c: proc_pid_status`.
  private func statusText(of task: Int32, seenBy viewer: Int32) -> [UInt8] {
    let record = taskTable[task]
    let group = signals[record.signal]
    let who = credentials(of: task)
    var text = "\n"
    if record.fs >= 0 { text += "Umask:\t" + octal(directories[record.fs].umask) + "\n" }
    text += "State:\t" + stateName(of: task) + "\n"
    text += "Tgid:\t" + String(record.processID) + "\nNgid:\t0\n"
    text += "Pid:\t" + String(record.threadID) + "\n"
    text += "PPid:\t" + String(parentNumber(of: task)) + "\n"
    text += "TracerPid:\t" + String(tracerNumber(of: task)) + "\n"
    let users = [who.realUserID, who.userID, who.savedUserID, who.fileUserID]
    text += "Uid:\t" + numbers(users.map { idNumber($0, .user, seenBy: viewer) }) + "\n"
    let groups = [who.realGroupID, who.groupID, who.savedGroupID, who.fileGroupID]
    text += "Gid:\t" + numbers(groups.map { idNumber($0, .group, seenBy: viewer) }) + "\n"
    let size = record.files >= 0 ? fileTables[record.files].descriptors.count : 0
    text += "FDSize:\t" + String(record.files >= 0 ? max(64, (size + 63) & ~63) : 0) + "\n"
    text += "Groups:\t" + groupsText(of: task, seenBy: viewer) + "\n"
    text += "NStgid:\t" + namespaceNumbers(of: group.leader) + "\n"
    text += "NSpid:\t" + namespaceNumbers(of: task) + "\n"
    let (family, session) = (processGroups[group.processGroup], sessions[group.session])
    text += "NSpgid:\t" + namespaceNumbers(first: family.id, nested: family.pid) + "\n"
    text += "NSsid:\t" + namespaceNumbers(first: session.id, nested: session.pid) + "\n"
    text += "Kthread:\t" + (isKernelThread(task) ? "1" : "0") + "\n"
    if record.mm >= 0, !isKernelThread(task) {
      let counts = memoryCounts(of: task)
      text += "VmSize:\t" + kilobytes(counts.size) + "VmRSS:\t" + kilobytes(counts.resident)
      text += "VmData:\t" + kilobytes(counts.data)
    }
    text += "Threads:\t" + String(group.threadCount) + "\n"
    text += "SigQ:\t" + String(queuedCount(of: who.realUserID)) + "/"
    text += String(resourceLimit(.pendingSignals, of: record.signal).soft) + "\n"
    text += "SigPnd:\t" + hexadecimal(record.pending.set.rawValue, 16) + "\n"
    text += "ShdPnd:\t" + hexadecimal(group.pending.set.rawValue, 16) + "\n"
    text += "SigBlk:\t" + hexadecimal(record.blocked.rawValue, 16) + "\n"
    text += "SigIgn:\t" + hexadecimal(sighands[record.sighand].ignored, 16) + "\n"
    text += "SigCgt:\t" + hexadecimal(sighands[record.sighand].handled, 16) + "\n"
    text += powersText(of: task)
    let processors = scheduling(ofSlot: task).processors
    text += "Cpus_allowed:\t" + hexadecimal(processors, 1) + "\n"
    text += "Cpus_allowed_list:\t" + listText(of: processors) + "\n"
    return Array("Name:\t".utf8) + escaped(name(ofSlot: task)) + Array(text.utf8)
  }

  /// A name in one line: no other file of a task's escapes it.
  ///
  /// Source: `fs/proc/array.c: proc_task_name`, ESCAPE_SPACE and ESCAPE_SPECIAL of
  /// `lib/string_helpers.c` for a line's end and a backslash.
  private func escaped(_ name: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in name {
      let isEnd = byte == 0x0a
      if isEnd || byte == 0x5c { result.append(0x5c) }
      result.append(isEnd ? 0x6e : byte)
    }
    return result
  }

  /// Source: `fs/proc/array.c: do_task_stat`.
  private func numbersText(of task: Int32, isThread: Bool) -> [UInt8] {
    let record = taskTable[task]
    let group = signals[record.signal]
    var times = (user: record.userNanoseconds, system: record.systemNanoseconds)
    if !isThread { times = self.times(of: record.signal) }
    let counts = record.mm >= 0 ? memoryCounts(of: task) : MemorySize()
    let scheduling = scheduling(ofSlot: task)
    let isRealTime = scheduling.policy.isRealTime
    var fields: [String] = [
      String(decoding: stateName(of: task).utf8.prefix(1), as: UTF8.self),
      String(parentNumber(of: task)),
      String(processGroups[group.processGroup].id), String(sessions[group.session].id), "0", "-1",
      String(processFlags(of: task)), "0", "0", "0", "0",
    ]
    let tick: UInt64 = 10_000_000
    fields += [
      String(times.user / tick), String(times.system / tick),
      String(group.childUserNanoseconds / tick), String(group.childSystemNanoseconds / tick),
      String(scheduling.rank), String(scheduling.nice), String(group.threadCount), "0", "0",
      String(counts.size * Int(Memory.pageBytes)), String(counts.resident),
      // RLIMIT_RSS, which limits nothing since 2.4.30.
      String(UInt64.max),
    ]
    fields += ["0", "0", "0", "0", "0"]
    let mask: UInt64 = 0x7fff_ffff
    fields += [
      String(record.pending.set.rawValue & mask), String(record.blocked.rawValue & mask),
      String(sighands[record.sighand].ignored & mask),
      String(sighands[record.sighand].handled & mask), "0", "0", "0", String(record.exitSignal),
      "0", String(isRealTime ? scheduling.priority : 0), String(scheduling.policy.rawValue), "0",
      "0", "0", "0", "0", "0", "0", "0", "0", "0",
    ]
    fields.append(record.state == .zombie ? String(record.exitCode) : "0")
    var text = ")"
    for field in fields { text += " " + field }
    return Array((String(record.threadID) + " (").utf8) + name(ofSlot: task)
      + Array((text + "\n").utf8)
  }

  private func processFlags(of task: Int32) -> UInt32 {
    var flags: UInt32 = 0
    if taskTable[task].flags.contains(.exiting) { flags |= ProcessFlags.exiting.rawValue }
    if taskTable[task].flags.contains(.forkedOnly) { flags |= ProcessFlags.forkedOnly.rawValue }
    if isKernelThread(task) { flags |= ProcessFlags.kernelThread.rawValue }
    return flags
  }

  private func parentNumber(of task: Int32) -> Int32 {
    let parent = parent(of: task)
    return parent >= 0 ? taskTable[parent].processID : 0
  }

  private func tracerNumber(of task: Int32) -> Int32 {
    guard taskTable[task].flags.contains(.traced) else { return 0 }
    let tracer = tracer(of: task)
    return tracer >= 0 ? taskTable[tracer].processID : 0
  }

  /// A task's numbers, that of the first namespace first.
  func namespaceNumbers(of task: Int32) -> String {
    var text = String(taskTable[task].threadID)
    guard taskTable[task].pid >= 0 else { return text }
    for number in pids[taskTable[task].pid].numbers.reversed() { text += "\t" + String(number) }
    return text
  }

  private func queuedCount(of user: UInt32) -> Int {
    var count = 0
    for task in taskTable.indices where credentials(of: task).realUserID == user {
      count += queueLength(taskTable[task].pending)
      let group = taskTable[task].signal
      if signals[group].leader == task { count += queueLength(signals[group].pending) }
    }
    return count
  }

  /// The pages of a process.
  private struct MemorySize {
    var size = 0
    var resident = 0
    var shared = 0
    var data = 0
  }

  private func memoryCounts(of task: Int32) -> MemorySize {
    var counts = MemorySize()
    guard taskTable[task].mm >= 0 else { return counts }
    let space = memory.spaces[taskTable[task].mm]
    for area in space.areas {
      counts.size += Int(area.pageCount)
      if area.sharing == .private, area.access.contains(.write) {
        counts.data += Int(area.pageCount)
      }
      // An area that nobody has touched has no entries.
      guard area.firstEntry >= 0 else { continue }
      for place in 0..<Int(area.pageCount)
      where space.frames[Int(area.firstEntry) + place] != AddressSpace.noFrame {
        counts.resident += 1
        if area.sharing == .shared { counts.shared += 1 }
      }
    }
    return counts
  }

  /// The pages of a process that it has touched.
  func residentPages(of task: Int32) -> Int { memoryCounts(of: task).resident }

  /// Source: `fs/proc/array.c: children_seq_show`.
  private func childrenText(of task: Int32, isThread: Bool) -> String {
    var text = ""
    var thread = isThread ? task : signals[taskTable[task].signal].firstThread
    while thread >= 0 {
      var child = taskTable[thread].firstChild
      while child >= 0 {
        text += String(taskTable[child].threadID) + " "
        child = taskTable[child].nextSibling
      }
      thread = isThread ? -1 : taskTable[thread].nextThread
    }
    return text
  }

  /// The arguments that a program was executed with; none of a zombie or a kernel thread.
  private mutating func argumentsText(of task: Int32) -> [UInt8] {
    guard taskTable[task].mm >= 0, let program = program(ofSlot: task) else { return [] }
    // As they are in its memory, where a program may have written over them.
    let strings = memory.details(of: taskTable[task].mm).argumentStrings
    if !strings.isEmpty { return bytes(strings, of: task) }
    var bytes: [UInt8] = []
    for argument in program.arguments { bytes += argument + [0] }
    return bytes
  }

  /// The environment that a program was executed with, as it is in its memory.
  private mutating func environmentText(of task: Int32) -> [UInt8] {
    guard taskTable[task].mm >= 0 else { return [] }
    return bytes(memory.details(of: taskTable[task].mm).environmentStrings, of: task)
  }

  /// Bytes of a process's memory, as far as they can be read.
  private mutating func bytes(_ range: Range<UInt64>, of task: Int32) -> [UInt8] {
    copyFromUser(
      taskTable[task].mm, range.lowerBound, count: Int(range.upperBound - range.lowerBound))
  }

  // MARK: - Files of the machine

  private func machineText(of kind: ProcessEntry.Kind, seenBy viewer: Int32) -> [UInt8] {
    switch kind {
    case .upTime: return Array((seconds(timeNanoseconds) + " " + seconds(idleTime()) + "\n").utf8)
    case .version:
      return Array(("Linux version " + profile.version + " (threadbare) #1 SMP\n").utf8)
    case .processors: return Array(processorsText().utf8)
    case .memory:
      let free = max(0, limits.pagesMax - memory.physical.usedCount)
      let text =
        "MemTotal:" + kilobytes(limits.pagesMax) + "MemFree: " + kilobytes(free)
        + "MemAvailable:" + kilobytes(free)
      return Array(text.utf8)
    case .load: return Array(loadText(seenBy: viewer).utf8)
    case .threadIDsMax: return Array((String(limits.threadIDsMax) + "\n").utf8)
    case .tasksMax: return Array((String(limits.tasksMax) + "\n").utf8)
    case .systemType: return Array("Linux\n".utf8)
    case .release: return Array((profile.version + "\n").utf8)
    case .fileSystems: return Array("nodev\ttmpfs\nnodev\tproc\n".utf8)
    case .counts: return Array(countsText().utf8)
    case .hostName: return hostName(in: namespaceSet(of: viewer).hostNames) + [0x0a]
    case let other: return settingText(of: other) ?? []
    }
  }

  /// The time that no task has used which is there, or was waited for.
  private func idleTime() -> UInt64 {
    var busy: UInt64 = 0
    for group in signals.indices {
      let times = times(of: group)
      busy &+= times.user &+ times.system
      busy &+= signals[group].childUserNanoseconds &+ signals[group].childSystemNanoseconds
    }
    return timeNanoseconds - min(busy, timeNanoseconds)
  }

  private func processorsText() -> String {
    var text = ""
    for processor in 0..<limits.processors {
      text += "processor\t: " + String(processor) + "\nhart\t\t: " + String(processor)
      text += "\nisa\t\t: rv64imafdc\nmmu\t\t: sv39\n\n"
    }
    return text
  }

  /// What the processors have done since boot, in ticks, and how many tasks there were.
  ///
  /// Source: proc_stat(5); `fs/proc/stat.c: show_stat`.
  private func countsText() -> String {
    let tick: UInt64 = 10_000_000
    let idle = idleTime() / tick
    let busy = timeNanoseconds / tick - min(idle, timeNanoseconds / tick)
    let row = " " + String(busy) + " 0 0 " + String(idle) + " 0 0 0 0 0 0\n"
    var text = "cpu " + row
    for processor in 0..<limits.processors { text += "cpu" + String(processor) + row }
    var (running, last): (Int, Int32) = (0, 0)
    for task in taskTable.indices {
      if taskTable[task].state == .running || taskTable[task].state == .runnable { running += 1 }
      last = max(last, taskTable[task].threadID)
    }
    text += "ctxt 0\nbtime " + String(realTimeStart / 1_000_000_000)
    return text + "\nprocesses " + String(last) + "\nprocs_running " + String(running)
      + "\nprocs_blocked 0\n"
  }

  /// How many tasks can run, and the last number that was given out; nobody averages the load.
  ///
  /// Source: `fs/proc/loadavg.c: loadavg_proc_show`.
  private func loadText(seenBy viewer: Int32) -> String {
    var running = 0
    for task in taskTable.indices
    where taskTable[task].state == .running || taskTable[task].state == .runnable {
      running += 1
    }
    let namespace = pidNamespace(of: viewer)
    let last = namespace < 0 ? threadIDs.last : pidNamespaces[namespace].numbers.last
    return "0.00 0.00 0.00 " + String(running) + "/" + String(taskTable.count) + " "
      + String(last) + "\n"
  }

  // MARK: - Writing numbers

  private func seconds(_ nanoseconds: UInt64) -> String {
    let hundredths = nanoseconds / 10_000_000 % 100
    return String(nanoseconds / 1_000_000_000) + (hundredths < 10 ? ".0" : ".")
      + String(hundredths)
  }

  private func kilobytes(_ pages: Int) -> String {
    padded(String(pages * 4), 8, with: " ") + " kB\n"
  }

  private func numbers(_ values: [UInt32]) -> String {
    var text = ""
    for value in values { text += (text.isEmpty ? "" : "\t") + String(value) }
    return text
  }

  private func octal(_ value: UInt32) -> String { padded(String(value, radix: 8), 4, with: "0") }

  func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
    padded(String(value, radix: 16), digits, with: "0")
  }

  func padded(_ text: String, _ width: Int, with filler: String) -> String {
    var result = ""
    for _ in 0..<max(0, width - text.utf8.count) { result += filler }
    return result + text
  }
}
