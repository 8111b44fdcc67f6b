internal import KernelCore
internal import LinuxABI

// The calls that are the same in both models, on what a process has: numbers, signals, descriptors,
// memory.
extension LightweightKernel {
  mutating func common(_ call: SystemCall, by caller: Int32) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    switch call {
    case .getpid: return .value(Int64(procs[proc].pid))
    case .gettid: return .value(Int64(threads[caller].id))
    case .getppid: return .value(Int64(procs[procs[proc].parent].pid))
    case .kill(let pid, let signal): return try kill(pid.rawValue, signal)
    case .sigaction(let signal, let disposition):
      return try sigaction(signal, disposition, by: caller)
    case .schedYield:
      complete(caller, 0)
      if !runQueue.isEmpty { yieldProcessor() }
      return .pending
    case .compute(let nanoseconds):
      guard nanoseconds <= limits.computeNanosecondsMax else { throw .invalidArgument }
      threads[caller].computeNanosecondsLeft = nanoseconds
      return nanoseconds > 0 ? .pending : .value(0)
    case .futexWait(let address, let expected, let timeout, _):
      return try sleep(on: address, expected, timeout, by: caller)
    case .futexWake(let address, let count, _):
      let word = try memory.word(procs[proc].space, address).word
      return .value(Int64(wakeSleepers(on: word, max(count, 1))))
    case .mmap(let length, let access, let sharing):
      let address = try memory.map(
        procs[proc].space, length: length, access: access, sharing: sharing)
      return .value(Int64(bitPattern: address))
    case .munmap(let address, let length):
      try memory.unmap(procs[proc].space, address: address, length: length)
      return .value(0)
    case .load, .store, .fetchAdd, .exchange, .compareExchange:
      switch memory.access(procs[proc].space, call) {
      case .value(let value): return .value(Int64(bitPattern: value))
      case .fault(let signal):
        // The thread itself ends on its way back to its own code.
        beginExit(of: proc, status: WaitStatus.signaled(signal).rawValue)
        return .value(0)
      }
    default: return try fileCall(call, by: caller)
    }
  }

  // MARK: - Sleeping on a word

  /// Sleeps until the word is woken, if it holds what is expected.
  ///
  /// Solaris has it as a condition variable that lies in memory, with a kernel wait behind it
  /// (`_lwp_cond_wait(2)`, `lwp_park`), Windows as WaitOnAddress.
  private mutating func sleep(
    on address: UserAddress, _ expected: UInt32, _ timeout: UInt64?, by caller: Int32
  ) throws(Errno) -> Outcome {
    let (word, value) = try memory.word(procs[threads[caller].proc].space, address)
    guard value == expected else { throw .resourceTemporarilyUnavailable }
    memory.retain(word)
    threads[caller].word = word
    if let timeout { startTimer(of: caller, afterNanoseconds: timeout) }
    block(.waitingOnWord)
    sleepers.append(caller)
    return .pending
  }

  /// Wakes those that sleep on a word, the oldest first.
  ///
  /// - Returns: How many those were.
  mutating func wakeSleepers(on word: MachineMemory.Word, _ countMax: Int32) -> Int32 {
    var woken: Int32 = 0
    for thread in sleepers where woken < countMax && threads[thread].word == word {
      wake(thread)
      complete(thread, 0)
      woken += 1
    }
    return woken
  }

  // MARK: - Signals

  /// Ends a process, unless it ignores the signal.
  ///
  /// Source: kill(2), signal(3HEAD) of Solaris.
  private mutating func kill(_ pid: Int32, _ signal: Signal) throws(Errno) -> Outcome {
    guard let proc = procs.indices.first(where: { procs[$0].pid == pid }) else {
      throw .noSuchProcess
    }
    guard (0...Signal.maximum).contains(signal.rawValue) else { throw .invalidArgument }
    guard signal.rawValue > 0, procs[proc].state == .running else { return .value(0) }
    let set = SignalSet(signal)
    let isIgnored = procs[proc].user.ignored & set.rawValue != 0
    if isIgnored || SignalSet.ignoredByDefault.contains(signal) { return .value(0) }
    beginExit(of: proc, status: WaitStatus.signaled(signal).rawValue)
    return .value(0)
  }

  /// Source: sigaction(2) of Solaris.
  private mutating func sigaction(
    _ signal: Signal, _ disposition: SignalDisposition?, by caller: Int32
  ) throws(Errno) -> Outcome {
    guard (1...Signal.maximum).contains(signal.rawValue),
      disposition == nil || signal != .kill && signal != .stop
    else { throw .invalidArgument }
    let proc = threads[caller].proc
    let bit = SignalSet(signal).rawValue
    lwps[threads[caller].lwp].extra = procs[proc].user.ignored & bit != 0 ? 1 : 0
    if let disposition {
      procs[proc].user.ignored &= ~bit
      if disposition.handler == 1 { procs[proc].user.ignored |= bit }
    }
    return .value(0)
  }

  // MARK: - Files

  /// The calls on files: on the one descriptor table and the one directory that the process has.
  private mutating func fileCall(_ call: SystemCall, by caller: Int32) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    switch call {
    case .open(let path, let flags, let mode):
      let descriptor = try freeDescriptor(of: proc)
      guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
      let node = try files.open(
        path, flags, mode: mode & ~procs[proc].user.umask, from: procs[proc].user.directory)
      let file = openFiles.add(
        OpenFile(
          users: 1, node: node, flags: flags.intersection([.accessMode, .append, .nonBlocking])))
      return install(file, at: descriptor, of: proc)
    case .close(let descriptor):
      let file = try openFile(descriptor, of: proc)
      procs[proc].user.descriptors[Int(descriptor.rawValue)] = -1
      releaseOpenFile(file)
      return .value(0)
    case .dup(let descriptor):
      let file = try openFile(descriptor, of: proc)
      let other = try freeDescriptor(of: proc)
      openFiles[file].users += 1
      return install(file, at: other, of: proc)
    case .read(let descriptor, let buffer): return try read(descriptor, buffer, by: caller)
    case .write(let descriptor, let buffer): return try write(descriptor, buffer, by: caller)
    case .chdir(let path):
      procs[proc].user.directory = try files.directory(path, from: procs[proc].user.directory)
      return .value(0)
    case .getcwd:
      let path = files.path(of: procs[proc].user.directory)
      lwps[threads[caller].lwp].bytes = path
      // The terminating zero counts, in Linux.
      return .value(Int64(path.count + 1))
    case .umask(let mask):
      let old = procs[proc].user.umask
      procs[proc].user.umask = mask & 0o777
      return .value(Int64(old))
    default: preconditionFailure("a call that is not common to both models")
    }
  }

  private func openFile(_ descriptor: FileDescriptor, of proc: Int32) throws(Errno) -> Int32 {
    let file = procs[proc].user.openFile(behind: descriptor)
    guard file >= 0 else { throw .badFileDescriptor }
    return file
  }

  private func freeDescriptor(of proc: Int32) throws(Errno) -> Int {
    let descriptors = procs[proc].user.descriptors
    let descriptor = descriptors.firstIndex(of: -1) ?? descriptors.count
    guard descriptor < limits.descriptorsMax else { throw .tooManyOpenFiles }
    return descriptor
  }

  private mutating func install(_ file: Int32, at descriptor: Int, of proc: Int32) -> Outcome {
    if descriptor == procs[proc].user.descriptors.count {
      procs[proc].user.descriptors.append(file)
    } else {
      procs[proc].user.descriptors[descriptor] = file
    }
    return .value(Int64(descriptor))
  }

  /// One descriptor fewer refers to an open file.
  mutating func releaseOpenFile(_ file: Int32) {
    openFiles[file].users -= 1
    if openFiles[file].users == 0 { openFiles.remove(file) }
  }

  private mutating func read(
    _ descriptor: FileDescriptor, _ buffer: UserBuffer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    let file = try openFile(descriptor, of: proc)
    let mode = openFiles[file].flags.intersection(.accessMode)
    guard mode == .readOnly || mode == .readWrite else { throw .badFileDescriptor }
    let (node, offset) = (openFiles[file].node, openFiles[file].offset)
    // A directory is refused before the buffer is looked at.
    _ = try files.read(node, at: offset, count: 0)
    switch buffer {
    case .bytes: throw .badAddress
    case .inline(let count):
      guard count >= 0 else { throw .invalidArgument }
      let bytes = try files.read(node, at: offset, count: count)
      openFiles[file].offset += bytes.count
      lwps[threads[caller].lwp].bytes = Array(bytes)
      return .value(Int64(bytes.count))
    case .memory(let address, let count):
      guard count >= 0 else { throw .invalidArgument }
      let bytes = try files.read(node, at: offset, count: count)
      let copied = memory.store(bytes, procs[proc].space, address)
      guard copied > 0 || bytes.isEmpty else { throw .badAddress }
      openFiles[file].offset += copied
      return .value(Int64(copied))
    }
  }

  private mutating func write(
    _ descriptor: FileDescriptor, _ buffer: UserBuffer, by caller: Int32
  ) throws(Errno) -> Outcome {
    let proc = threads[caller].proc
    let file = try openFile(descriptor, of: proc)
    let mode = openFiles[file].flags.intersection(.accessMode)
    guard mode == .writeOnly || mode == .readWrite else { throw .badFileDescriptor }
    let bytes: [UInt8]
    switch buffer {
    case .bytes(let carried): bytes = carried
    case .inline: throw .badAddress
    case .memory(let address, let count):
      guard count >= 0 else { throw .invalidArgument }
      bytes = memory.bytes(procs[proc].space, address, count: min(count, limits.treeBytesMax))
      guard !bytes.isEmpty || count == 0 else { throw .badAddress }
    }
    if openFiles[file].node == MachineFiles.console {
      console.append(contentsOf: bytes.prefix(limits.consoleBytesMax - console.count))
      return .value(Int64(bytes.count))
    }
    let written = try files.write(
      openFiles[file].node, bytes, at: openFiles[file].offset, flags: openFiles[file].flags)
    openFiles[file].offset = written.offset
    return .value(Int64(written.count))
  }
}
