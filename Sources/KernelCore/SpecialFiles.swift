internal import LinuxABI

/// A file that has no name and is no pipe.
///
/// It is what eventfd, timerfd_create, signalfd, epoll_create and socketpair make, and a namespace that
/// was opened in /proc; each has one open file.
struct SpecialFile: Sendable {
  var kind: SpecialKind
  /// What an eventfd counts, or how often a timer ran out that nobody has read.
  var count: UInt64 = 0
  /// Whether a read takes one alone of what an eventfd counts (`EFD_SEMAPHORE`).
  var isSemaphore = false
  var timer = FileTimer()
  /// The signals that a signalfd reads.
  var signals: SignalSet = []
  var poller = Poller()
  var socket = Socket()
  var namespace = NamespaceName()
  /// The message queue, by its place.
  var queue: Int32 = -1
}

/// What a special file is.
enum SpecialKind: UInt8, Sendable {
  case counter
  case timer
  case signals
  case poller
  case socket
  case namespace
  case queue

  /// What its link in `/proc/PID/fd` says; nil for sockets and namespaces, which have numbers, and queues,
  /// which have names.
  ///
  /// Source: `fs/eventfd.c`, `fs/timerfd.c`, `fs/signalfd.c`, `fs/eventpoll.c: anon_inode_getfile`.
  var linkText: StaticString? {
    switch self {
    case .counter: "anon_inode:[eventfd]"
    case .timer: "anon_inode:[timerfd]"
    case .signals: "anon_inode:[signalfd]"
    case .poller: "anon_inode:[eventpoll]"
    case .socket, .namespace, .queue: nil
    }
  }
}

// Theory of operation
//
// Who reads or writes such a file and has to wait stands in `FileSide.waits`, as with pipes, but in no
// queue: whenever the file changes (`specialChanged`), all that wait for it look again, in the order of
// their coming. Whoever polls is told by the same function, and so are the sets of epoll.
extension Kernel {
  /// Makes an open file of a special one, and puts it behind the lowest free descriptor.
  mutating func makeSpecial(
    _ special: SpecialFile, _ flags: OpenFlags, by caller: Int32
  ) throws(Errno) -> Int {
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    ensureFileSide()
    var record = OpenFileRecord(
      users: 1, flags: flags.intersection(.nonBlocking).union(.readWrite))
    record.special = fileSide.specials.allocate(special)
    if special.kind == .signals { fileSide.signalFileCount += 1 }
    let file = openFiles.allocate(record)
    _ = install(
      file, at: descriptor, of: caller, closesOnExec: flags.contains(.closeOnExec))
    return descriptor
  }

  /// The special file of some kind behind a descriptor.
  ///
  /// - Throws: EBADF if there is no file, the errno if it is another one.
  func special(
    _ descriptor: Int32, _ kind: SpecialKind, or errno: Errno, of task: Int32
  ) throws(Errno) -> Int32 {
    let file = try openFile(FileDescriptor(rawValue: descriptor), of: task)
    return try special(behind: file, kind, or: errno)
  }

  /// The special file of a kind that an open file is.
  ///
  /// - Throws: What is said, if it is another file.
  func special(
    behind file: Int32, _ kind: SpecialKind, or errno: Errno
  ) throws(Errno) -> Int32 {
    let special = openFiles[file].special
    guard special >= 0, fileSide.specials[special].kind == kind else { throw errno }
    return special
  }

  /// Reads or writes as far as the file allows, and waits for more.
  mutating func transferOnSpecial(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    // ESPIPE: it has no places. Source: `fs/read_write.c: ksys_pread64`, FMODE_PREAD.
    guard transfer.position == nil || fileSide.specials[openFiles[file].special].kind == .queue
    else { throw .illegalSeek }
    let special = openFiles[file].special
    switch (fileSide.specials[special].kind, transfer.direction) {
    case (.counter, .read): return try readCounter(transfer, file, by: task)
    case (.counter, .write): return try writeCounter(transfer, file, by: task)
    case (.timer, .read): return try readTimer(transfer, file, by: task)
    case (.signals, .read): return try readSignals(transfer, file, by: task)
    case (.socket, .read): return try receive(transfer, file, by: task)
    case (.socket, .write): return try send(transfer, file, by: task)
    case (.queue, .read): return try readQueue(transfer, file, by: task)
    // EINVAL: nothing of that kind can be done with it. Source: `fs/read_write.c: vfs_read`.
    default: throw .invalidArgument
    }
  }

  /// Waits until the file changes, and tries again then.
  mutating func waitForSpecial(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    // read(2), EAGAIN.
    guard !openFiles[file].flags.contains(.nonBlocking), !transfer.neverWaits else {
      throw .resourceTemporarilyUnavailable
    }
    if isInterrupted(task) { return interruptFile(transfer, of: task) }
    wait(for: transfer, on: file, by: task)
    return .pending
  }

  /// Something has become of a special file: who waits for it looks.
  ///
  /// - Parameters:
  ///   - special: The file.
  ///   - key: The events that may be there now.
  mutating func specialChanged(_ special: Int32, _ key: UInt16 = .max) {
    for wait in fileSide.waits
    where wait.file >= 0 && openFiles[wait.file].special == special
      && taskTable[wait.task].state == .sleeping && taskTable[wait.task].blockedCall == .file
    {
      wake(wait.task)
      taskTable[wait.task].flags.insert(.inCall)
    }
    if !pollRequests.isEmpty { wakePolls() }
    if fileSide.pollerCount > 0 { watchedChanged(key) { $0.special == special } }
    guard !programSides.isEmpty else { return }
    wakeRetries(.special(special))
    if !programSides[0].fileSignals.isEmpty, key != .max {
      tellOwners(isInput: key & PollEvents.input != 0) { $0.special == special }
    }
  }

  /// The last descriptor of a special file is closed.
  mutating func releaseSpecial(_ special: Int32) {
    let kind = fileSide.specials[special].kind
    switch kind {
    case .timer: timers.remove(.file(special))
    case .poller:
      fileSide.pollerCount -= 1
      fileSide.specials[special].poller = Poller()
    case .socket: closeSocket(special)
    case .signals: fileSide.signalFileCount -= 1
    case .namespace: releaseNamespace(fileSide.specials[special].namespace)
    case .queue: releaseQueue(fileSide.specials[special].queue)
    case .counter: break
    }
    fileSide.specials[special] = SpecialFile(kind: kind)
    fileSide.specials.release(special)
  }

  /// Which events a special file has, for a task that polls it.
  func events(ofSpecial special: Int32, for task: Int32) -> UInt16 {
    let file = fileSide.specials[special]
    switch file.kind {
    case .counter:
      // Source: `fs/eventfd.c: eventfd_poll`.
      return (file.count > 0 ? PollEvents.input : 0)
        | (file.count == .max ? PollEvents.failed : 0)
        | (file.count < .max - 1 ? PollEvents.output : 0)
    // Source: `fs/timerfd.c: timerfd_poll`; `fs/signalfd.c: signalfd_poll`.
    case .timer: return file.count > 0 ? PollEvents.input : 0
    case .signals: return hasSignal(of: file.signals, task) ? PollEvents.input : 0
    case .poller: return isAnyReady(in: special, for: task) ? PollEvents.readable : 0
    case .socket: return events(ofSocket: special)
    // Source: `include/linux/poll.h: DEFAULT_POLLMASK`.
    case .namespace: return PollEvents.input | PollEvents.output
    case .queue: return events(ofQueue: file.queue)
    }
  }

  /// Checks that special files are those of open files.
  func checkSpecials() throws(InvariantViolation) {
    guard !fileSides.isEmpty else { return }
    var files = Counter()
    for file in openFiles.indices where openFiles[file].special >= 0 {
      let special = openFiles[file].special
      try require(fileSide.specials.isInUse(special), "special files are there", file)
      files.add(special)
    }
    var pollers = 0
    for special in fileSide.specials.indices {
      try require(files[special] == 1, "a special file has one open file", special)
      let record = fileSide.specials[special]
      if record.kind == .poller { pollers += 1 }
      for interest in record.poller.interests {
        try require(
          record.kind == .poller && openFiles.isInUse(interest.file), "sets watch open files",
          special)
      }
      for place in record.poller.ready {
        try require(
          record.poller.interests.contains { $0.number == place }, "what is ready is watched",
          special)
      }
      let queued = timers.contains(.file(special))
      try require(
        queued == (record.timer.deadline > 0 && record.timer.deadline < TimerQueue.endOfTime),
        "timers of files run where they say", special)
      if record.socket.peer >= 0 {
        try require(
          fileSide.specials.isInUse(record.socket.peer)
            && fileSide.specials[record.socket.peer].socket.peer == special,
          "sockets are joined both ways", special)
      }
    }
    let readers = fileSide.specials.indices.count { fileSide.specials[$0].kind == .signals }
    try require(readers == fileSide.signalFileCount, "readers of signals are counted", -1)
    try require(pollers == fileSide.pollerCount, "sets of descriptors are counted", -1)
  }
}

extension PollEvents {
  /// What most files say that can be read or written: POLLIN and POLLOUT alone.
  static var input: UInt16 { 0x1 }
  static var output: UInt16 { 0x4 }
}
