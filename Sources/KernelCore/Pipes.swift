internal import LinuxABI

// Pipes.
//
// # Theory of operation
//
// A pipe is a ring of sixteen pages, where nobody has asked for more or fewer. A write takes a page of its own for every 4,096 bytes, but its
// last bytes that fill no page are added to the last page in the ring, if all of them fit there;
// so small writes are never torn apart, and a pipe may be full with far fewer than 65,536 bytes in
// it.
//
// Who has to wait stands in the queue of readers or that of writers, in the order of arrival. What
// changes a pipe wakes the first of a queue alone; when that one has what it came for and the next
// could go on too, it wakes the next. A pipe whose last reader or writer goes wakes all.
//
// Source: `fs/pipe.c: anon_pipe_read, anon_pipe_write, pipe_release`.

/// A pipe: Linux's `pipe_inode_info`.
struct PipeRecord: Sendable {
  /// Its inode.
  var number: UInt64
  /// The open files that read and write it.
  var readers: Int32 = 1
  var writers: Int32 = 1
  /// The pages that hold something, the oldest first.
  var pages: ContiguousArray<PipePage> = []
  // Tasks that wait, the first that came first.
  var readQueue = TaskQueue()
  var writeQueue = TaskQueue()
  /// The node that it is behind, or -1, and how often its ends were opened by that.
  var node: Int32 = -1
  var readerOpens: UInt32 = 1
  var writerOpens: UInt32 = 1
  /// How many pages it takes.
  var pagesMax = PipeRecord.standardPages
  var userID: UInt32
  var groupID: UInt32
  /// When it was made, and when something was last read and written, in virtual nanoseconds.
  var madeNanoseconds: UInt64

  /// The pages of a pipe (`PIPE_DEF_BUFFERS`), and the bytes of a page.
  static var standardPages: Int { 16 }
  static var pageBytes: Int { 4_096 }
  static var bytesMax: Int { standardPages * pageBytes }

  /// The inodes of the streams that a program starts with, less one: real pipes have later ones.
  static var streamNumber: UInt64 { 0 }

  var isFull: Bool { pages.count >= pagesMax }
  var isReadable: Bool { !pages.isEmpty || writers == 0 }
  var isWritable: Bool { !isFull || readers == 0 }
  /// How many bytes are in it.
  var byteCount: Int { pages.reduce(0) { $0 + $1.left } }
}

/// A page of a pipe, as far as it is filled.
struct PipePage: Sendable {
  var bytes: [UInt8]
  /// How many of them were read already.
  var start = 0
  /// Whether one read takes it all (`O_DIRECT`).
  var isPacket = false

  var left: Int { bytes.count - start }
}

extension Kernel {
  /// Source: pipe(2); `fs/pipe.c: do_pipe2, create_pipe_files`.
  mutating func pipe2(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intB)
    let unbuilt = flags.intersection(.exclusive)
    // pipe(2), EINVAL.
    guard flags.subtracting(unbuilt).isSubset(of: [.closeOnExec, .nonBlocking, .direct])
    else {
      throw .invalidArgument
    }
    // Notifications of the kernel (`O_NOTIFICATION_PIPE`).
    if !unbuilt.isEmpty { return refuse(.openFlagsNotBuilt, Int64(unbuilt.rawValue), to: caller) }
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count + 2 <= limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    let reading = try freeDescriptor(of: caller)
    let writing = try freeDescriptor(of: caller, from: reading + 1)
    ensureFileSide()
    fileSide.lastPipeNumber += 1
    let owner = credentials(of: caller)
    let pipe = fileSide.pipes.allocate(
      PipeRecord(
        number: fileSide.lastPipeNumber, userID: owner.userID, groupID: owner.groupID,
        madeNanoseconds: fileTime))
    let closes = flags.contains(.closeOnExec)
    for (descriptor, mode) in [(reading, OpenFlags.readOnly), (writing, .writeOnly)] {
      // Whether writes stay apart is said at the end that writes. Source: `create_pipe_files`.
      let kept = flags.intersection(mode == .readOnly ? .nonBlocking : [.nonBlocking, .direct])
      let file = openFiles.allocate(
        OpenFileRecord(users: 1, flags: kept.union(mode), pipe: pipe))
      _ = install(file, at: descriptor, of: caller, closesOnExec: closes)
    }
    keep(littleEndian([UInt64(reading) | UInt64(writing) << 32]), for: caller)
    return .value(0)
  }

  /// An open file of a pipe was closed for good.
  ///
  /// Source: `fs/pipe.c: pipe_release`.
  mutating func closePipe(_ pipe: Int32, readable: Bool, writable: Bool) {
    if readable { fileSide.pipes[pipe].readers -= 1 }
    if writable { fileSide.pipes[pipe].writers -= 1 }
    let (readers, writers) = (fileSide.pipes[pipe].readers, fileSide.pipes[pipe].writers)
    guard readers > 0 || writers > 0 else {
      fileSide.pipes[pipe].pages = []
      fileSide.pipes.release(pipe)
      return
    }
    // Nobody waits for others than those who are gone.
    if readers == 0 || writers == 0 {
      while fileSide.pipes[pipe].readQueue.count > 0 { wakeReader(of: pipe) }
      while fileSide.pipes[pipe].writeQueue.count > 0 { wakeWriter(of: pipe) }
      pipeChanged(pipe, .max)
    }
  }

  // MARK: - Reading and writing

  /// Reads or writes as far as the pipe allows, and waits for more.
  mutating func transferOnPipe(
    _ transfer: FileTransfer, _ file: Int32, hasWaited: Bool, by task: Int32
  ) throws(Errno) -> Outcome {
    // ESPIPE: there are no places in a pipe. Source: `fs/read_write.c: ksys_pread64`, FMODE_PREAD.
    guard transfer.position == nil else { throw .illegalSeek }
    guard transfer.count > 0 else { return answer(transfer, of: task) }
    return transfer.direction == .read
      ? try readPipe(transfer, file, hasWaited: hasWaited, by: task)
      : try writePipe(transfer, file, hasWaited: hasWaited, by: task)
  }

  /// Source: pipe(7); `fs/pipe.c: anon_pipe_read`.
  private mutating func readPipe(
    _ transfer: FileTransfer, _ file: Int32, hasWaited: Bool, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let pipe = openFiles[file].pipe
    var wakesWriter = false
    var failure: Errno?
    while transfer.left > 0, let page = fileSide.pipes[pipe].pages.first {
      let wanted = min(page.left, transfer.left)
      let copied = store(page.bytes[page.start..<page.start + wanted], &transfer, of: task)
      guard copied == wanted else {
        // What was copied of a page that faults halfway is not read. Source: `anon_pipe_read`.
        transfer.done -= copied
        if transfer.done == 0 { failure = .badAddress }
        break
      }
      if wanted < page.left, !page.isPacket {
        fileSide.pipes[pipe].pages[0].start += wanted
      } else {
        if fileSide.pipes[pipe].isFull { wakesWriter = true }
        fileSide.pipes[pipe].pages.removeFirst()
        if page.isPacket { break }
      }
    }
    if transfer.done == 0, failure == nil, fileSide.pipes[pipe].writers > 0 {
      // read(2), EAGAIN.
      guard !openFiles[file].flags.contains(.nonBlocking), !transfer.neverWaits else {
        throw .resourceTemporarilyUnavailable
      }
      if isInterrupted(task) { return interruptFile(transfer, of: task) }
      wait(for: transfer, on: file, by: task)
      fileSides[0].pipes[pipe].readQueue.append(task, in: &taskTable)
      return .pending
    }
    if wakesWriter { notifyWriters(of: pipe) }
    if hasWaited, !fileSide.pipes[pipe].pages.isEmpty { notifyReaders(of: pipe) }
    if let failure { throw failure }
    return answer(transfer, of: task)
  }

  /// Source: pipe(7); `fs/pipe.c: anon_pipe_write`.
  private mutating func writePipe(
    _ transfer: FileTransfer, _ file: Int32, hasWaited: Bool, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let pipe = openFiles[file].pipe
    let wasEmpty = fileSide.pipes[pipe].pages.isEmpty
    var failure: Errno?
    if !hasWaited, fileSide.pipes[pipe].readers > 0 {
      failure = mergeIntoLastPage(&transfer, pipe, of: task)
    }
    while failure == nil, transfer.left > 0 {
      // write(2), EPIPE.
      guard fileSide.pipes[pipe].readers > 0 else {
        if transfer.messageFlags & MessageFlags.noSignal == 0 { sendBrokenPipe(to: task) }
        failure = .brokenPipe
        break
      }
      if !fileSide.pipes[pipe].isFull {
        let wanted = min(transfer.left, PipeRecord.pageBytes)
        let bytes = load(wanted, transfer, of: task)
        guard bytes.count == wanted else {
          failure = .badAddress
          break
        }
        fileSide.pipes[pipe].pages.append(
          PipePage(bytes: Array(bytes), isPacket: openFiles[file].flags.contains(.direct)))
        transfer.done += wanted
        continue
      }
      // write(2), EAGAIN.
      if openFiles[file].flags.contains(.nonBlocking) || transfer.neverWaits {
        failure = .resourceTemporarilyUnavailable
      } else if isInterrupted(task) {
        if transfer.done == 0 { return interruptFile(transfer, of: task) }
        failure = .interrupted
      } else {
        if wasEmpty { notifyReaders(of: pipe) }
        wait(for: transfer, on: file, by: task)
        fileSides[0].pipes[pipe].writeQueue.append(task, in: &taskTable)
        return .pending
      }
    }
    if wasEmpty, !fileSide.pipes[pipe].pages.isEmpty {
      notifyReaders(of: pipe)
    } else if transfer.done > 0 {
      // Who watches for edges sees each write. Source: `anon_pipe_write`, poll_usage.
      watchedPipeChanged(pipe, PollEvents.readable)
    }
    if hasWaited, !fileSide.pipes[pipe].isFull { notifyWriters(of: pipe) }
    if let failure, transfer.done == 0 { throw failure }
    return answer(transfer, of: task)
  }

  /// Adds the bytes that fill no page of their own to the last page, if all of them fit.
  ///
  /// Source: `fs/pipe.c: anon_pipe_write`, PIPE_BUF_FLAG_CAN_MERGE.
  private mutating func mergeIntoLastPage(
    _ transfer: inout FileTransfer, _ pipe: Int32, of task: Int32
  ) -> Errno? {
    let odd = transfer.count % PipeRecord.pageBytes
    guard odd > 0, let last = fileSide.pipes[pipe].pages.last, !last.isPacket,
      last.bytes.count + odd <= PipeRecord.pageBytes
    else { return nil }
    let bytes = load(odd, transfer, of: task)
    guard bytes.count == odd else { return .badAddress }
    let place = fileSide.pipes[pipe].pages.count - 1
    fileSide.pipes[pipe].pages[place].bytes.append(contentsOf: bytes)
    transfer.done += odd
    return nil
  }

  /// Source: `fs/pipe.c: anon_pipe_write`, send_sig.
  mutating func sendBrokenPipe(to task: Int32) {
    send(
      SignalInfo(
        signal: .pipe, code: .user,
        processID: ProcessID(rawValue: processNumber(of: task, seenBy: task)),
        userID: credentials(of: task).realUserID), to: task, .thread)
  }

  // MARK: - Waking

  /// Lets those look who poll.
  private mutating func pipeChanged(_ pipe: Int32, _ key: UInt16) {
    if !pollRequests.isEmpty { wakePolls() }
    watchedPipeChanged(pipe, key)
    wakeRetries(.pipe(pipe))
  }

  private mutating func watchedPipeChanged(_ pipe: Int32, _ key: UInt16) {
    if !programSides.isEmpty, !programSides[0].fileSignals.isEmpty, key != .max {
      tellOwners(isInput: key == PollEvents.readable) { $0.pipe == pipe }
    }
    if fileSide.pollerCount > 0 { watchedChanged(key) { $0.pipe == pipe } }
  }

  /// Lets the first reader look, and those who poll.
  mutating func notifyReaders(of pipe: Int32) {
    pipeChanged(pipe, PollEvents.readable)
    if fileSide.pipes[pipe].readQueue.count > 0 { wakeReader(of: pipe) }
  }

  mutating func notifyWriters(of pipe: Int32) {
    pipeChanged(pipe, PollEvents.writable)
    if fileSide.pipes[pipe].writeQueue.count > 0 { wakeWriter(of: pipe) }
  }

  private mutating func wakeReader(of pipe: Int32) {
    let task = fileSide.pipes[pipe].readQueue.first
    fileSides[0].pipes[pipe].readQueue.remove(task, in: &taskTable)
    wake(task)
    taskTable[task].flags.insert(.inCall)
  }

  private mutating func wakeWriter(of pipe: Int32) {
    let task = fileSide.pipes[pipe].writeQueue.first
    fileSides[0].pipes[pipe].writeQueue.remove(task, in: &taskTable)
    wake(task)
    taskTable[task].flags.insert(.inCall)
  }
}
