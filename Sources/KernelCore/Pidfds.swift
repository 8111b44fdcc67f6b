internal import LinuxABI

// Descriptors of processes, and of single threads.
//
// Such a descriptor is an open file that names a task. What Linux keeps in it is the task's number,
// so when a thread that executes a program takes its leader's number, it takes the descriptors too
// (D3).
extension OpenFlags {
  /// The descriptor is that of one thread (`PIDFD_THREAD`, which is `O_EXCL`).
  static var ofThread: OpenFlags { .exclusive }
}

extension Kernel {
  /// The descriptors that pidfd_send_signal knows without opening one: the calling thread, and its
  /// process.
  ///
  /// Source: `include/uapi/linux/pidfd.h: PIDFD_SELF_THREAD, PIDFD_SELF_THREAD_GROUP`.
  private static var ownThread: Int32 { -10_000 }
  private static var ownProcess: Int32 { -10_001 }

  /// Source: pidfd_open(2); `kernel/pid.c: SYSCALL_DEFINE2(pidfd_open)`.
  mutating func pidfdOpen(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intB)
    // pidfd_open(2), EINVAL.
    guard flags.isSubset(of: [.nonBlocking, .ofThread]), call.intA > 0 else {
      throw .invalidArgument
    }
    let task = task(numbered: call.intA, seenBy: caller)
    // pidfd_open(2), ESRCH.
    guard task >= 0 else { throw .noSuchProcess }
    // ENOENT: the number is that of a thread. Source: `kernel/fork.c: pidfd_prepare`.
    guard flags.contains(.ofThread) || signals[taskTable[task].signal].leader == task else {
      throw .noSuchFileOrDirectory
    }
    let descriptor = try freePidfd(of: caller)
    installPidfd(task, flags, at: descriptor, of: caller)
    return .value(Int64(descriptor))
  }

  /// A descriptor that is free for a process.
  ///
  /// - Throws: EMFILE or ENFILE if there is none.
  func freePidfd(of task: Int32) throws(Errno) -> Int {
    let descriptor = try freeDescriptor(of: task)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    return descriptor
  }

  /// Puts a task behind a descriptor, which exec closes.
  mutating func installPidfd(
    _ task: Int32, _ flags: OpenFlags, at descriptor: Int, of owner: Int32
  ) {
    rareParts.insert(.processFiles)
    let file = openFiles.allocate(
      OpenFileRecord(
        users: 1, flags: flags.union(.readWrite), process: id(of: task)))
    _ = install(file, at: descriptor, of: owner, closesOnExec: true)
  }

  /// The task that a descriptor names, or -1 if that is reaped.
  ///
  /// - Throws: EBADF if it is no such descriptor.
  func taskOfPidfd(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> (task: Int32, isNonBlocking: Bool) {
    let file = try pidfd(descriptor, by: caller)
    return (
      openFiles[file].process.flatMap { slot(of: $0) } ?? -1,
      openFiles[file].flags.contains(.nonBlocking)
    )
  }

  /// Source: pidfd_getfd(2); `kernel/pid.c: SYSCALL_DEFINE3(pidfd_getfd), __pidfd_fget`.
  mutating func pidfdGetfd(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // pidfd_getfd(2), EINVAL: no flags are known.
    guard call.intC == 0 else { throw .invalidArgument }
    let named = try taskOfPidfd(FileDescriptor(rawValue: call.intA), by: caller).task
    // pidfd_getfd(2), ESRCH: it is reaped.
    guard named >= 0 else { throw .noSuchProcess }
    // pidfd_getfd(2), EPERM.
    guard mayAccess(named, by: caller) else { throw .notPermitted }
    guard !taskTable[named].flags.contains(.exiting), taskTable[named].files >= 0 else {
      throw .noSuchProcess
    }
    let file = fileTables[taskTable[named].files].openFile(
      behind: FileDescriptor(rawValue: call.intB))
    guard file >= 0 else { throw .badFileDescriptor }
    let descriptor = try freeDescriptor(of: caller)
    openFiles[file].users += 1
    return install(file, at: descriptor, of: caller, closesOnExec: true)
  }

  private func pidfd(
    _ descriptor: FileDescriptor, by caller: Int32
  ) throws(Errno) -> Int32 {
    let file = try openFile(descriptor, of: caller)
    // Source: `kernel/pid.c: pidfd_pid`.
    guard openFiles[file].process != nil else { throw .badFileDescriptor }
    return file
  }

  /// The task that an open file names: a descriptor of a process, or its directory in `/proc`.
  ///
  /// - Returns: -1 if it is reaped.
  /// - Throws: EBADF. Source: `kernel/signal.c: pidfd_to_pid`; `fs/proc/base.c: tgid_pidfd_to_pid`.
  private func namedProcess(by file: Int32) throws(Errno) -> Int32 {
    if let process = openFiles[file].process { return slot(of: process) ?? -1 }
    guard openFiles[file].isOfPlace, openFiles[file].place.node == nil else {
      throw .badFileDescriptor
    }
    let entry = ProcessEntry(at: openFiles[file].place)
    guard entry.kind == .task, !entry.isThread else { throw .badFileDescriptor }
    return task(of: entry)
  }

  /// Source: pidfd_send_signal(2); `kernel/signal.c: SYSCALL_DEFINE4(pidfd_send_signal)`.
  mutating func pidfdSendSignal(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    // pidfd_send_signal(2), EINVAL: at most one of THREAD, THREAD_GROUP and PROCESS_GROUP.
    guard [0, 1, 2, 4].contains(call.d) else { throw .invalidArgument }
    let signal = Signal(rawValue: call.intB)
    var task = caller
    var isThread = call.intA == Self.ownThread
    if call.intA == Self.ownProcess {
      task = signals[taskTable[caller].signal].leader
    } else if !isThread {
      let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
      isThread = openFiles[file].process != nil && openFiles[file].flags.contains(.ofThread)
      task = try namedProcess(by: file)
      // ESRCH: it is reaped. Source: `kernel/signal.c: kill_pid_info_type`.
      guard task >= 0 else { throw .noSuchProcess }
      // EINVAL: it is in no namespace that the caller sees. Source: `access_pidfd_pidns`.
      guard number(of: task, seenBy: caller) > 0 else { throw .invalidArgument }
    }
    if call.d == 1 { isThread = true }
    if call.d == 2 { isThread = false }
    var info = SignalInfo(
      signal: signal, code: isThread ? .thread : .user,
      processID: ProcessID(rawValue: processNumber(of: caller, seenBy: caller)),
      userID: credentials(of: caller).realUserID)
    if !call.bytes.isEmpty {
      info = SignalInfo(travelling: call.bytes)
      // pidfd_send_signal(2), EINVAL: it is about another signal; EPERM: only to itself may a process say
      // what the kernel or kill say.
      guard info.signal == signal else { throw .invalidArgument }
      guard
        task == caller && call.d != 4 || info.code.rawValue < 0 && info.code != .thread
      else { throw .notPermitted }
    }
    guard call.d == 4 else {
      try kill(task, &info, isThread ? .thread : .process, by: caller)
      return .value(0)
    }
    let group = processGroup(numbered: number(of: task, seenBy: caller), seenBy: caller)
    let members = group >= 0 ? processes(of: group) : []
    // ESRCH: no process group goes by its number. Source: `kernel/signal.c: __kill_pgrp_info`.
    guard !members.isEmpty else { throw .noSuchProcess }
    var failure: Errno?
    var isAnySent = false
    for member in members {
      do throws(Errno) {
        try kill(signals[member].leader, &info, .process, by: caller)
        isAnySent = true
      } catch {
        failure = error
      }
    }
    if !isAnySent, let failure { throw failure }
    return .value(0)
  }

  /// D3: the descriptors of a leader are those of the thread that takes its number, and the other
  /// way round.
  mutating func exchangePidfds(of task: Int32, and leader: Int32) {
    let (own, taken) = (id(of: task), id(of: leader))
    for file in openFiles.indices {
      if openFiles[file].process == own {
        openFiles[file].process = taken
      } else if openFiles[file].process == taken {
        openFiles[file].process = own
      }
    }
  }
}
