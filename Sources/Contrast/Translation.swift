internal import KernelCore
internal import LinuxABI

// Linux's calls in the words of the lightweight model. Of all the things that a flag word of clone can
// ask for, three have a counterpart there: a fork, a vfork and a thread.
extension Translation {
  /// What a call means.
  init(_ call: SystemCall) {
    switch call {
    case .clone(let arguments): self.init(clone: arguments)
    case .exit(let code): self = .call(.lwpExit(code: code))
    case .exitGroup(let code): self = .call(.exit(code: code))
    case .wait4(let pid, let options): self.init(waitFor: pid.rawValue, options)
    case .registers(let call): self.init(call)
    case .sigaction(_, let disposition?)
    where disposition.handler > 1 || disposition.flags != [] || disposition.mask != []:
      self = .refusal(.notBuilt("a signal handler"))
    case .kill(_, let signal)
    where signal.rawValue == Signal.cont.rawValue
      || (1...64).contains(signal.rawValue) && SignalSet.stopByDefault.contains(signal):
      self = .refusal(.notBuilt("stopping and going on"))
    case .kill(let pid, _) where pid.rawValue <= 0:
      self = .refusal(.notBuilt("kill of a process group"))
    case .open(_, let flags, _) where !flags.isDisjoint(with: Self.unbuiltOpenFlags):
      self = .refusal(.notBuilt("O_PATH and O_TMPFILE"))
    default: self = .call(.common(call))
    }
  }

  /// O_PATH and the bit of O_TMPFILE, which the kernel beside it does not build either.
  private static var unbuiltOpenFlags: OpenFlags { OpenFlags(rawValue: 0o30_000_000) }

  /// The calls that Linux does not have.
  private init(_ call: RegisterCall) {
    switch call.number {
    case .forkall: self = .call(.forkall(entry: call.f))
    case .lwpCreate:
      self = .call(.lwpCreate(CloneArguments(flags: .lwp, entry: call.f), .joinable))
    case .lwpWait: self = .call(.lwpWait(id: Int32(truncatingIfNeeded: call.a)))
    default: self = .refusal(.notBuilt(call.number.staticName.description))
    }
  }

  private init(waitFor pid: Int32, _ options: WaitOptions) {
    guard options.isDisjoint(with: [.noThread, .clone]) else {
      self = .refusal(.inexpressible([.childrenOfThread]))
      return
    }
    // All children are of one kind, so `__WALL` adds none.
    guard options.isSubset(of: [.noHang, .untraced, .continued, .all]) else {
      self = .error(.invalidArgument)
      return
    }
    self =
      pid < -1
      ? .refusal(.notBuilt("waiting for a process group")) : .call(.wait(pid: pid, options))
  }

  // MARK: Clone

  private init(clone arguments: CloneArguments) {
    let word = UInt64(arguments.word)
    var flags = CloneFlags(rawValue: word & ~0xff)
    let exitSignal = Int32(truncatingIfNeeded: word & 0xff)
    // What means nothing to Linux, and so to nobody.
    if let rule = brokenCloneRule(flags: flags, exitSignal: exitSignal, caller: .root) {
      self = .error(rule.errno)
      return
    }
    flags.remove([.detached, .untraced])
    let isThread = flags.contains(.thread)
    var missing = Self.missingRecords(flags, isThread: isThread)
    if flags.contains(.vfork), isThread || !flags.contains(.vm) {
      missing.append(.suspendedCreator)
    }
    if flags.contains(.parent), !isThread { missing.append(.sibling) }
    if !isThread, exitSignal != Signal.child.rawValue { missing.append(.exitSignal) }
    if !flags.isDisjoint(with: .newNamespaces) { missing.append(.namespace) }
    if flags.contains(.ptrace) { missing.append(.tracing) }
    if flags.contains(.pidfd) { missing.append(.pidfd) }
    if flags.contains(.io) { missing.append(.ioContext) }
    if !missing.isEmpty {
      self = .refusal(.inexpressible(missing))
    } else if isThread {
      self = .call(.lwpCreate(arguments, .detached))
    } else {
      self = .call(flags.contains(.vfork) ? .vfork(arguments) : .fork1(arguments))
    }
  }

  /// What is shared that is one process's there, or apart that all threads have in common.
  private static func missingRecords(
    _ flags: CloneFlags, isThread: Bool
  ) -> [Inexpressible] {
    var missing: [Inexpressible] = []
    if isThread {
      if !flags.contains(.files) { missing.append(.threadWithOwnDescriptors) }
      if !flags.contains(.fs) { missing.append(.threadWithOwnDirectory) }
    } else {
      if flags.contains(.vm), !flags.contains(.vfork) { missing.append(.memoryOfTwoProcesses) }
      if flags.contains(.files) { missing.append(.descriptorsOfTwoProcesses) }
      if flags.contains(.fs) { missing.append(.directoryOfTwoProcesses) }
      if flags.contains(.sighand) { missing.append(.handlersOfTwoProcesses) }
      if flags.contains(.sysvSem) { missing.append(.semaphoresOfTwoProcesses) }
    }
    return missing
  }
}

extension CloneFlags {
  /// What a thread of the lightweight model has in common with its creator, in Linux's words.
  static var lwp: CloneFlags { [.vm, .fs, .files, .sighand, .thread, .sysvSem] }
  fileprivate static var newNamespaces: CloneFlags {
    [.newNS, .newCgroup, .newUTS, .newIPC, .newUser, .newPID, .newNet]
  }
}
