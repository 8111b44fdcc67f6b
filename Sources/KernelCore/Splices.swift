package import LinuxABI

// Bytes into pipes, out of them and between them: splice, tee and vmsplice.
//
// What waits for a pipe here stands in none of its queues, since those are of reads and writes: it is tried again
// whenever the pipe changes (RetriedCalls.swift).
extension Kernel {
  /// SPLICE_F_MOVE, SPLICE_F_NONBLOCK, SPLICE_F_MORE and SPLICE_F_GIFT.
  private enum Splice {
    static var all: UInt64 { 15 }
    static var neverWaits: UInt64 { 2 }
  }

  /// Moves bytes between a pipe and something else.
  ///
  /// Words: 0 descriptor to read from, 1 its place, 2 descriptor to write to, 3 its place, 4 the count, 5 the flags;
  /// the bits 32 and 33 of the last say that there is the first and the second place.
  ///
  /// Source: splice(2); `fs/splice.c: SYSCALL_DEFINE6(splice), do_splice`.
  mutating func splice(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.f & 0xffff_ffff
    guard call.e != 0 else { return .value(0) }
    // splice(2), EINVAL.
    guard flags & ~Splice.all == 0 else { throw .invalidArgument }
    let from = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let to = try openFile(FileDescriptor(rawValue: call.intC), of: caller)
    let (source, target) = (openFiles[from].pipe, openFiles[to].pipe)
    let (hasStart, hasEnd) = (call.f & 1 << 32 != 0, call.f & 1 << 33 != 0)
    // splice(2), ESPIPE.
    guard !(source >= 0 && hasStart), !(target >= 0 && hasEnd) else { throw .illegalSeek }
    // splice(2), EBADF.
    guard openFiles[from].isReadable, openFiles[to].isWritable else { throw .badFileDescriptor }
    let count = Int(min(call.e, UInt64(Self.transferBytesMax)))
    var waits = flags & Splice.neverWaits == 0
    if source >= 0, target >= 0 {
      // splice(2), EINVAL: both ends of one pipe.
      guard source != target else { throw .invalidArgument }
      if openFiles[from].flags.contains(.nonBlocking) || openFiles[to].flags.contains(.nonBlocking)
      {
        waits = false
      }
      return try pour(from: source, into: target, count, keeps: false, waits, call, by: caller)
    }
    if source >= 0 {
      if openFiles[from].flags.contains(.nonBlocking) { waits = false }
      return try drain(
        source, to, count, at: hasEnd ? call.d : nil, waits, call, by: caller)
    }
    // splice(2), EINVAL: neither is a pipe.
    guard target >= 0 else { throw .invalidArgument }
    if openFiles[to].flags.contains(.nonBlocking) { waits = false }
    return try fill(target, from, count, at: hasStart ? call.b : nil, waits, call, by: caller)
  }

  /// Copies what is in a pipe to another one, and leaves it there.
  ///
  /// Source: tee(2); `fs/splice.c: do_tee`.
  mutating func tee(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.d & 0xffff_ffff
    // tee(2), EINVAL.
    guard flags & ~Splice.all == 0 else { throw .invalidArgument }
    guard call.c != 0 else { return .value(0) }
    let from = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let to = try openFile(FileDescriptor(rawValue: call.intB), of: caller)
    guard openFiles[from].isReadable, openFiles[to].isWritable else { throw .badFileDescriptor }
    let (source, target) = (openFiles[from].pipe, openFiles[to].pipe)
    guard source >= 0, target >= 0, source != target else { throw .invalidArgument }
    let waits =
      flags & Splice.neverWaits == 0 && !openFiles[from].flags.contains(.nonBlocking)
      && !openFiles[to].flags.contains(.nonBlocking)
    return try pour(
      from: source, into: target, Int(min(call.c, UInt64(Self.transferBytesMax))), keeps: true,
      waits,
      call, by: caller)
  }

  /// Moves bytes between a pipe and the memory of the caller.
  ///
  /// Source: vmsplice(2); `fs/splice.c: vmsplice_to_pipe, vmsplice_to_user`.
  mutating func vmsplice(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.d & 0xffff_ffff
    // vmsplice(2), EINVAL.
    guard flags & ~Splice.all == 0 else { throw .invalidArgument }
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let pieces = try pieces(at: call.b, count: call.c, of: caller)
    let count = pieces.reduce(0) { $0 + $1.count }
    guard count > 0 else { return .value(0) }
    let pipe = openFiles[file].pipe
    // vmsplice(2), EBADF: it is no pipe.
    guard pipe >= 0 else { throw .badFileDescriptor }
    let waits = flags & Splice.neverWaits == 0
    var transfer = FileTransfer(
      descriptor: FileDescriptor(rawValue: call.intA),
      direction: openFiles[file].isWritable ? .write : .read)
    transfer.pieces = pieces
    transfer.count = count
    if openFiles[file].isWritable {
      if let outcome = try waitForRoom(in: pipe, waits, call, by: caller) { return outcome }
      let bytes = load(min(count, room(in: pipe)), transfer, of: caller)
      guard !bytes.isEmpty else { throw .badAddress }
      put(bytes, into: pipe)
      return .value(Int64(bytes.count))
    }
    guard !fileSide.pipes[pipe].pages.isEmpty else {
      guard fileSide.pipes[pipe].writers > 0 else { return .value(0) }
      return try waitForPipe(pipe, waits, call, by: caller)
    }
    let bytes = contents(of: pipe, count)
    let stored = store(bytes[...], &transfer, of: caller)
    guard stored > 0 else { throw .badAddress }
    take(stored, from: pipe)
    return .value(Int64(stored))
  }

  // MARK: - The three ways

  /// From a pipe to what is none.
  ///
  /// Source: `fs/splice.c: iter_file_splice_write, splice_from_pipe_next`.
  private mutating func drain(
    _ pipe: Int32, _ file: Int32, _ count: Int, at place: UInt64?, _ waits: Bool,
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    if let place {
      // splice(2), EINVAL: it has no places.
      guard openFiles[file].isOfPlace, Int64(bitPattern: place) >= 0 else { throw .invalidArgument }
    }
    // splice(2), EINVAL: O_APPEND, and what takes nothing.
    guard !openFiles[file].flags.contains(.append), openFiles[file].process == nil else {
      throw .invalidArgument
    }
    guard !fileSide.pipes[pipe].pages.isEmpty else {
      guard fileSide.pipes[pipe].writers > 0 else { return .value(0) }
      return try waitForPipe(pipe, waits, call, by: caller)
    }
    let bytes = contents(of: pipe, count)
    var transfer = FileTransfer(
      descriptor: FileDescriptor(rawValue: call.intC), direction: .write, isInMemory: false,
      bytes: bytes, count: bytes.count)
    if let place { transfer.position = Int(place) }
    let outcome = try begin(transfer, by: caller)
    switch outcome {
    case .value(let written): take(Int(max(0, written)), from: pipe)
    // A socket that has no room yet holds them all.
    default: take(bytes.count, from: pipe)
    }
    return outcome
  }

  /// From what is no pipe into one.
  ///
  /// Source: `fs/splice.c: splice_file_to_pipe, do_splice_read`.
  private mutating func fill(
    _ pipe: Int32, _ file: Int32, _ count: Int, at place: UInt64?, _ waits: Bool,
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    if let place {
      guard openFiles[file].isOfPlace, Int64(bitPattern: place) >= 0 else { throw .invalidArgument }
    }
    if let outcome = try waitForRoom(in: pipe, waits, call, by: caller) { return outcome }
    let wanted = min(count, room(in: pipe))
    if openFiles[file].special >= 0, fileSide.specials[openFiles[file].special].kind == .socket {
      return try fill(pipe, fromSocket: file, wanted, waits, call, by: caller)
    }
    let start = place.map { Int(truncatingIfNeeded: $0) } ?? openFiles[file].offset
    guard let bytes = try lentBytes(of: file, at: start, wanted, by: caller) else {
      throw .invalidArgument
    }
    if place == nil { openFiles[file].offset += bytes.count }
    put(bytes[...], into: pipe)
    return .value(Int64(bytes.count))
  }

  /// What a socket has, which the call waits for as a read would.
  private mutating func fill(
    _ pipe: Int32, fromSocket file: Int32, _ count: Int, _ waits: Bool, _ call: RegisterCall,
    by caller: Int32
  ) throws(Errno) -> Outcome {
    let special = openFiles[file].special
    guard events(ofSocket: special) & PollEvents.input != 0 else {
      guard waits, !openFiles[file].flags.contains(.nonBlocking) else {
        throw .resourceTemporarilyUnavailable
      }
      return try waitToRetry(
        call, .special(special), RetryRule(late: .timedOut, restart: .unlessHandled), by: caller)
    }
    let outcome = try begin(
      FileTransfer(
        descriptor: FileDescriptor(rawValue: call.intA), direction: .read, isInMemory: false,
        count: count), by: caller)
    guard case .value(let read) = outcome, read > 0 else { return outcome }
    let bytes = takeKept(of: caller)
    put(bytes.prefix(Int(read)), into: pipe)
    return .value(read)
  }

  /// From a pipe into another one.
  ///
  /// Source: `fs/splice.c: splice_pipe_to_pipe, link_pipe, ipipe_prep, opipe_prep`.
  private mutating func pour(
    from source: Int32, into target: Int32, _ count: Int, keeps: Bool, _ waits: Bool,
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    guard !fileSide.pipes[source].pages.isEmpty else {
      guard fileSide.pipes[source].writers > 0 else { return .value(0) }
      return try waitForPipe(source, waits, call, by: caller)
    }
    if let outcome = try waitForRoom(in: target, waits, call, by: caller) { return outcome }
    var done = 0
    for page in fileSide.pipes[source].pages {
      guard done < count, !fileSide.pipes[target].isFull else { break }
      let part = page.bytes[page.start...].prefix(count - done)
      fileSide.pipes[target].pages.append(PipePage(bytes: Array(part)))
      done += part.count
    }
    if !keeps { take(done, from: source) }
    notifyReaders(of: target)
    return .value(Int64(done))
  }

  // MARK: - Pipes

  /// How many bytes a pipe takes, in pages of their own.
  private func room(in pipe: Int32) -> Int {
    (fileSide.pipes[pipe].pagesMax - fileSide.pipes[pipe].pages.count) * PipeRecord.pageBytes
  }

  /// The next bytes of a pipe.
  private func contents(of pipe: Int32, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for page in fileSide.pipes[pipe].pages where bytes.count < count {
      bytes += page.bytes[page.start...].prefix(count - bytes.count)
    }
    return bytes
  }

  /// Takes bytes off a pipe, and lets those look who write.
  private mutating func take(_ count: Int, from pipe: Int32) {
    let wasFull = fileSide.pipes[pipe].isFull
    var left = count
    while left > 0, let page = fileSide.pipes[pipe].pages.first {
      if left < page.left {
        fileSide.pipes[pipe].pages[0].start += left
        left = 0
      } else {
        fileSide.pipes[pipe].pages.removeFirst()
        left -= page.left
      }
    }
    if wasFull, !fileSide.pipes[pipe].isFull { notifyWriters(of: pipe) }
  }

  /// Puts bytes into a pipe, in pages of their own, and lets those look who read.
  private mutating func put(_ bytes: ArraySlice<UInt8>, into pipe: Int32) {
    guard !bytes.isEmpty else { return }
    var rest = bytes
    while !rest.isEmpty {
      fileSide.pipes[pipe].pages.append(PipePage(bytes: Array(rest.prefix(PipeRecord.pageBytes))))
      rest = rest.dropFirst(PipeRecord.pageBytes)
    }
    notifyReaders(of: pipe)
  }

  /// Waits until a pipe has a free page.
  ///
  /// Source: `fs/splice.c: wait_for_space`.
  ///
  /// - Returns: nil if it has one.
  private mutating func waitForRoom(
    in pipe: Int32, _ waits: Bool, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome? {
    // splice(2), EPIPE.
    guard fileSide.pipes[pipe].readers > 0 else {
      sendBrokenPipe(to: caller)
      throw .brokenPipe
    }
    guard fileSide.pipes[pipe].isFull else { return nil }
    return try waitForPipe(pipe, waits, call, by: caller)
  }

  private mutating func waitForPipe(
    _ pipe: Int32, _ waits: Bool, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // splice(2), EAGAIN.
    guard waits else { throw .resourceTemporarilyUnavailable }
    return try waitToRetry(
      call, .pipe(pipe), RetryRule(late: .timedOut, restart: .unlessHandled), by: caller)
  }

  /// Checks that a call which names a place names it for a file that has places.
  package func checkSplice(_ descriptor: Int32, isNamed: Bool, of task: TaskID) throws(Errno) {
    guard isNamed, let slot = slot(of: task) else { return }
    let file = try openFile(FileDescriptor(rawValue: descriptor), of: slot)
    guard openFiles[file].pipe < 0 else { throw .illegalSeek }
  }
}
