internal import LinuxABI

// The calls that have no case of their own, each handed to the file of its concern.
extension Kernel {
  @inline(never)
  mutating func perform(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // A call of a later version. Source: `kernel/sys_ni.c: sys_ni_syscall`.
    if profile.absentCalls.contains(call.number) { throw .notImplemented }
    switch call.number {
    case .rtSigprocmask, .rtSigpending, .rtSigsuspend, .rtSigtimedwait, .rtSigreturn,
      .sigaltstack:
      return try signalCall(call, by: caller)
    case .tkill:
      // tkill(2), EINVAL.
      guard call.intA > 0 else { throw .invalidArgument }
      return try threadKill(
        processID: 0, threadID: call.intA, Signal(rawValue: call.intB), by: caller)
    case .tgkill:
      // H3: tgkill(2), EINVAL.
      guard call.intA > 0, call.intB > 0 else { throw .invalidArgument }
      return try threadKill(
        processID: call.intA, threadID: call.intB, Signal(rawValue: call.intC), by: caller)
    case .rtSigqueueinfo:
      return try queue(call, by: caller)
    case .refusedCall:
      guard call.intB == 0 else { throw Errno(rawValue: call.intB) }
      return .value(Int64(bitPattern: call.c))
    case .callFilter: return try callFilter(call, by: caller)
    case .callStop: return callStop(isEntry: call.a == 0, of: caller)
    case .restartedCall:
      // On its way back to its own code it does.
      taskTable[caller].flags.insert(.inCall)
      return .pending
    case .instructionFault: return try instructionFault(call, by: caller)
    case .futex: return try futexOperation(call, by: caller)
    case .waitid: return try beginWaitid(call, by: caller)
    case .execve: return try execve(call, by: caller)
    case .setpgid: return try setpgid(call.intA, call.intB, by: caller)
    case .getpgid: return try getpgid(call.intA, by: caller)
    case .getsid: return try getsid(call.intA, by: caller)
    case .setsid: return try setsid(by: caller)
    case .nanosleep: return try nanosleep(call, by: caller)
    case .setitimer: return try setitimer(call, by: caller)
    case .getitimer: return try getitimer(call, by: caller)
    case .getrusage: return try getrusage(call, by: caller)
    case .prctl: return try prctl(call, by: caller)
    case .setTIDAddress:
      taskTable[caller].clearChildTID = call.a
      return .value(Int64(number(of: caller, seenBy: caller)))
    case .ptrace: return try ptrace(call, by: caller)
    case .clone3: return try clone3(call, by: caller)
    case .unshare: return try unshare(call.a, by: caller)
    case .setns: return try setns(call, by: caller)
    case .uname: return call.a == 0 ? uname(by: caller) : wholeName(for: caller)
    case .sethostname: return try sethostname(call, by: caller)
    case .getuid, .geteuid, .getgid, .getegid: return identityCall(call.number, by: caller)
    case .setresuid: return try setresuid(call, by: caller)
    case .setresgid: return try setresgid(call, by: caller)
    case .capget: return try capget(call, by: caller)
    case .capset: return try capset(call, by: caller)
    case .setpriority: return try setpriority(call, by: caller)
    case .getpriority: return try getpriority(call, by: caller)
    case .schedSetscheduler, .schedGetscheduler, .schedSetparam, .schedGetparam,
      .schedSetaffinity, .schedGetaffinity, .schedGetPriorityMax, .schedGetPriorityMin,
      .schedRRGetInterval:
      return try schedulingCall(call, by: caller)
    case .ioprioSet: return try ioprioSet(call, by: caller)
    case .ioprioGet: return try ioprioGet(call, by: caller)
    case .prlimit64: return try prlimit(call, by: caller)
    case let number where Self.isOfOtherLibraries(number):
      return try callOfOtherLibraries(call, by: caller)
    case let number where Self.isMemoryCall(number): return try memoryCall(call, by: caller)
    case let number where Self.isTimeCall(number): return try timeCall(call, by: caller)
    case let number where Self.isIdentityCall(number):
      return try otherIdentityCall(call, by: caller)
    case .fcntl: return try fcntl(call, by: caller)
    case .dup3: return try dup3(call, by: caller)
    case .semget: return try semget(call, by: caller)
    case .semctl: return try semctl(call, by: caller)
    case .semop, .semtimedop: return try semop(call, by: caller)
    case .pidfdOpen: return try pidfdOpen(call, by: caller)
    case .pidfdSendSignal: return try pidfdSendSignal(call, by: caller)
    case .ppoll: return try poll(call, by: caller)
    case .setRobustList: return try setRobustList(call, by: caller)
    case .getRobustList: return try getRobustList(call, by: caller)
    default: return try fileCall(call, by: caller)
    }
  }

  /// Source: prctl(2); `kernel/sys.c: SYSCALL_DEFINE5(prctl)`.
  private mutating func prctl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let group = taskTable[caller].signal
    // prctl(2), EINVAL: the option came later. 2.6.11's `include/linux/prctl.h` ends with PR_GET_NAME.
    guard call.intA <= profile.prctlOptionMax else { throw .invalidArgument }
    switch call.intA {
    // PR_SET_PDEATHSIG
    case 1:
      guard call.b <= UInt64(Signal.maximum) else { throw .invalidArgument }
      taskTable[caller].parentDeathSignal = Int8(call.b)
    // PR_GET_PDEATHSIG
    case 2: taskTable[caller].replyExtra = Int64(taskTable[caller].parentDeathSignal)
    // PR_GET_DUMPABLE
    case 3: return .value(memory.spaces[taskTable[caller].mm].isDumpable ? 1 : 0)
    // PR_SET_DUMPABLE
    case 4:
      guard call.b <= 1 else { throw .invalidArgument }
      memory.spaces[taskTable[caller].mm].isDumpable = call.b == 1
    // PR_SET_NAME, PR_GET_NAME
    case 15, 16: return namingCall(call, by: caller)
    // PR_SET_CHILD_SUBREAPER
    case 36:
      if call.b == 0 {
        signals[group].reaperFlags.remove(.isSubreaper)
      } else {
        signals[group].reaperFlags.insert(.isSubreaper)
        markDescendants(of: group)
      }
    // PR_GET_CHILD_SUBREAPER
    case 37:
      taskTable[caller].replyExtra = signals[group].reaperFlags.contains(.isSubreaper) ? 1 : 0
    // PR_SET_NO_NEW_PRIVS
    case 38:
      guard call.b == 1, call.c == 0, call.d == 0, call.e == 0 else { throw .invalidArgument }
      taskTable[caller].flags.insert(.noNewPrivileges)
    // PR_GET_NO_NEW_PRIVS
    case 39:
      guard call.b == 0, call.c == 0, call.d == 0, call.e == 0 else { throw .invalidArgument }
      return .value(taskTable[caller].flags.contains(.noNewPrivileges) ? 1 : 0)
    // PR_GET_KEEPCAPS
    case 7: return .value(keepsCapabilities(caller) ? 1 : 0)
    // PR_SET_KEEPCAPS
    case 8:
      guard call.b <= 1 else { throw .invalidArgument }
      setKeepsCapabilities(call.b == 1, of: caller)
    // PR_GET_TIMING: by statistics. PR_GET_SECUREBITS: but for KEEPCAPS none.
    case 13: return .value(0)
    // PR_GET_SECCOMP
    case 21: return .value(Int64(secureMode(of: caller)))
    case 27: return .value(keepsCapabilities(caller) ? 16 : 0)
    // PR_SET_VMA: as a kernel without CONFIG_ANON_VMA_NAME.
    case 0x5356_4d41: throw .invalidArgument
    case let option where Self.isOption(option):
      if let outcome = try furtherControl(call, by: caller) { return outcome }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    // prctl(2), EINVAL: there is no such option.
    default: throw .invalidArgument
    }
    return .value(0)
  }

  /// Whether Linux has an option of prctl besides those that are built, on x86-64.
  ///
  /// Source: `include/uapi/linux/prctl.h`; measured.
  private static func isOption(_ option: Int32) -> Bool {
    switch option {
    case 14, 22...26, 28...35, 40...42, 47, 52, 53, 57...59, 62, 65...68, 74...78, 0x4155_5856:
      true
    default: false
    }
  }

  /// Lets all descendants of a process know that somebody may adopt their orphans (C30).
  ///
  /// Source: `kernel/sys.c: propagate_has_child_subreaper`.
  private mutating func markDescendants(of group: Int32) {
    var open = [group]
    while let next = open.popLast() {
      var thread = signals[next].firstThread
      while thread >= 0 {
        var child = taskTable[thread].firstChild
        while child >= 0 {
          let its = taskTable[child].signal
          if !signals[its].reaperFlags.contains(.hasSubreaper),
            signals[its].protection == .none
          {
            signals[its].reaperFlags.insert(.hasSubreaper)
            open.append(its)
          }
          child = taskTable[child].nextSibling
        }
        thread = taskTable[thread].nextThread
      }
    }
  }
}
