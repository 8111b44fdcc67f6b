internal import LinuxABI

/// A poll that is under way, or was interrupted.
struct PollRequest: Sendable {
  var task: Int32
  /// Descriptors and the events that are asked for.
  var entries: [PollEntry]
  /// The signals that are blocked meanwhile, if the call says so.
  var mask: SignalSet?
  /// What was asked for in sets of descriptors (pselect).
  var sets: SelectSets?
}

/// One descriptor of a poll.
///
/// Source: poll(2); `include/uapi/asm-generic/poll.h: struct pollfd`.
struct PollEntry: Sendable {
  var descriptor: Int32
  var events: UInt16
  var happened: UInt16 = 0
}

/// What can happen to a descriptor.
///
/// Source: `include/uapi/asm-generic/poll.h`.
enum PollEvents {
  static var readable: UInt16 { 0x1 | 0x40 }
  static var writable: UInt16 { 0x4 | 0x100 }
  static var failed: UInt16 { 0x8 }
  static var hungUp: UInt16 { 0x10 }
  static var notOpen: UInt16 { 0x20 }
  /// POLLERR and POLLHUP are told whether they are asked for or not.
  static var always: UInt16 { failed | hungUp }
}

// Waiting for descriptors: those of processes become ready, all others are so at any time.
extension Kernel {
  /// Source: poll(2); `fs/select.c: do_sys_poll`.
  mutating func poll(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let count = call.bytes.count / Self.entryBytes
    // poll(2), EINVAL: more than RLIMIT_NOFILE.
    guard count <= descriptorsMax(of: caller) else { throw .invalidArgument }
    let entries = (0..<count).map { place in
      let start = place * Self.entryBytes
      return PollEntry(
        descriptor: Int32(truncatingIfNeeded: call.bytes.littleEndian(at: start, count: 4)),
        events: UInt16(truncatingIfNeeded: call.bytes.littleEndian(at: start + 4, count: 2)))
    }
    return try beginPoll(
      PollRequest(
        task: caller, entries: entries, mask: call.c == 0 ? nil : SignalSet(rawValue: call.d)),
      timeout: call.b == 0 ? nil : call.a)
  }

  /// Polls, for a time in nanoseconds or for as long as it takes.
  mutating func beginPoll(
    _ request: PollRequest, timeout: UInt64?
  ) throws(Errno) -> Outcome {
    let caller = request.task
    pollRequests.removeAll { $0.task == caller }
    pollRequests.append(request)
    rareParts.insert(.polls)
    taskTable[caller].blockedCall = .poll
    taskTable[caller].callA = timeout.map { deadline(after: $0) } ?? .max
    if request.mask != nil {
      let index = ensureExtra(of: caller)
      extras[index].savedMask = taskTable[caller].blocked
    }
    return try resumePoll(of: caller)
  }

  private static var entryBytes: Int { 8 }

  mutating func resumePoll(of task: Int32) throws(Errno) -> Outcome {
    guard let place = pollRequests.firstIndex(where: { $0.task == task }) else {
      throw .interrupted
    }
    if let mask = pollRequests[place].mask, !isInterrupted(task) {
      // Also after a stop: the mask was put back meanwhile.
      setBlocked(mask.subtracting(.unblockable), of: task)
    }
    var ready: Int64 = 0
    for index in pollRequests[place].entries.indices {
      let entry = pollRequests[place].entries[index]
      let happened = happened(entry, to: task)
      pollRequests[place].entries[index].happened = happened
      if happened != 0 { ready += 1 }
    }
    // A signal counts for more than the time, even if there was none to wait: its mask may let it in.
    // Source: `fs/select.c: do_poll, core_sys_select`.
    if ready == 0, isInterrupted(task) {
      // poll(2), EINTR; without a handler it starts again. Source: `poll_select_finish`.
      if pollRequests[place].mask != nil { taskTable[task].flags.insert(.restoresMask) }
      interrupt(task, .onlyUnhandled)
      return .value(0)
    }
    if ready == 0, taskTable[task].callA > timeNanoseconds {
      block(.sleeping)
      if taskTable[task].callA < .max { startTimer(of: task, at: taskTable[task].callA) }
      return .pending
    }
    let request = pollRequests.remove(at: place)
    if request.mask != nil { setBlocked(extra(of: task).savedMask, of: task) }
    if let sets = request.sets {
      let answer = sets.answer(request.entries)
      keep(answer.bytes, for: task)
      return .value(answer.count)
    }
    var bytes: [UInt8] = []
    for entry in request.entries {
      bytes += littleEndian([
        UInt64(UInt32(bitPattern: entry.descriptor)) | UInt64(entry.events) << 32
          | UInt64(entry.happened) << 48
      ])
    }
    keep(bytes, for: task)
    return .value(ready)
  }

  /// Source: `fs/select.c: do_pollfd`; `fs/pidfs.c: pidfd_poll`.
  private func happened(_ entry: PollEntry, to task: Int32) -> UInt16 {
    guard entry.descriptor >= 0 else { return 0 }
    let file = fileTables[taskTable[task].files].openFile(
      behind: FileDescriptor(rawValue: entry.descriptor))
    // A path alone can't be waited for either. Source: `fs/file.c: fdget`, FMODE_PATH.
    guard file >= 0, !openFiles[file].flags.contains(.path) else { return PollEvents.notOpen }
    return events(ofOpenFile: file, for: task) & (entry.events | PollEvents.always)
  }

  /// Which events an open file has, for a task that polls it.
  func events(ofOpenFile file: Int32, for task: Int32) -> UInt16 {
    if openFiles[file].special >= 0 {
      return events(ofSpecial: openFiles[file].special, for: task)
    }
    if let process = openFiles[file].process {
      return events(ofProcess: process)
    }
    return openFiles[file].pipe >= 0
      ? events(ofPipe: openFiles[file]) : PollEvents.readable | PollEvents.writable
  }

  /// Source: pipe(7), poll(2); `fs/pipe.c: pipe_poll`.
  private func events(ofPipe file: OpenFileRecord) -> UInt16 {
    let pipe = fileSide.pipes[file.pipe]
    var mask: UInt16 = 0
    if file.isReadable {
      if !pipe.pages.isEmpty { mask |= PollEvents.readable }
      if pipe.writers == 0, file.offset != Int(pipe.writerOpens) { mask |= PollEvents.hungUp }
    }
    if file.isWritable {
      if !pipe.isFull { mask |= PollEvents.writable }
      // Most Unixes do not set this one: there is nobody to read.
      if pipe.readers == 0 { mask |= PollEvents.failed }
    }
    return mask
  }

  /// C43: a process is readable once its whole group has ended, and hung up once it is reaped.
  func events(ofProcess process: TaskID) -> UInt16 {
    guard let task = slot(of: process) else { return PollEvents.readable | PollEvents.hungUp }
    guard taskTable[task].state == .zombie else { return 0 }
    let group = signals[taskTable[task].signal]
    return group.leader == task && group.threadCount > 1 ? 0 : PollEvents.readable
  }

  /// Lets those look again who poll: a task has ended, or is no more.
  @inline(never)
  mutating func wakePolls() {
    for request in pollRequests {
      let task = request.task
      guard taskTable.isInUse(task), taskTable[task].state == .sleeping,
        taskTable[task].blockedCall == .poll,
        request.entries.contains(where: { happened($0, to: task) != 0 })
      else { continue }
      stopTimer(of: task)
      wake(task)
      taskTable[task].flags.insert(.inCall)
    }
  }

  /// Forgets the poll of a task that is no more.
  @inline(never)
  mutating func forgetPoll(of task: Int32) {
    pollRequests.removeAll { $0.task == task }
    wakePolls()
  }
}

extension Array where Element == UInt8 {
  /// A word of some bytes, least significant first; what is beyond the end is 0.
  func littleEndian(at start: Int, count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<count where start + index < self.count {
      word |= UInt64(self[start + index]) << UInt64(index * 8)
    }
    return word
  }
}
