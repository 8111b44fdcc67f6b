internal import LinuxABI

/// Whom setpriority means.
///
/// Source: setpriority(2); `include/uapi/linux/resource.h`.
enum PriorityTarget: UInt8 {
  /// One task (`PRIO_PROCESS`).
  case process = 0
  /// A process group (`PRIO_PGRP`).
  case group = 1
  /// All tasks of a user (`PRIO_USER`).
  case user = 2
}

// Nice values (B25).
extension Kernel {
  /// The tasks that a call names by a number; 0 is the caller's own.
  func tasks(_ target: PriorityTarget, _ who: Int32, by caller: Int32) -> [Int32] {
    switch target {
    case .process:
      let task = who == 0 ? caller : task(numbered: who, seenBy: caller)
      return task >= 0 ? [task] : []
    case .group:
      let group =
        who == 0
        ? signals[taskTable[caller].signal].processGroup
        : processGroup(numbered: who, seenBy: caller)
      return group < 0 ? [] : processes(of: group).flatMap { threads(of: $0) }
    case .user:
      // A number that the caller's user namespace has not is nobody's.
      let named = kernelID(UInt32(bitPattern: who), .user, in: userNamespace(of: caller))
      guard let user = who == 0 ? credentials(of: caller).realUserID : named else { return [] }
      return signals.indices.flatMap { threads(of: $0) }.filter {
        credentials(of: $0).realUserID == user && number(of: $0, seenBy: caller) > 0
      }
    }
  }

  /// The threads of a group in the order of their creation.
  func threads(of group: Int32) -> [Int32] {
    var threads: [Int32] = []
    var thread = signals[group].firstThread
    while thread >= 0 {
      threads.append(thread)
      thread = taskTable[thread].nextThread
    }
    return threads
  }

  /// Source: setpriority(2); `kernel/sys.c: SYSCALL_DEFINE3(setpriority), set_one_prio`.
  mutating func setpriority(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let target = try priorityTarget(call)
    let nice = Int8(min(max(call.intC, -20), 19))
    // The last failure is told, or that there was nobody.
    var failure: Errno? = .noSuchProcess
    for task in tasks(target, call.intB, by: caller) {
      if let refusal = refusal(of: nice, for: task, by: caller) {
        failure = refusal
        continue
      }
      if failure == .noSuchProcess { failure = nil }
      taskTable[task].nice = nice
      noteSchedulingChange(of: task)
    }
    if let failure { throw failure }
    return .value(0)
  }

  private func refusal(of nice: Int8, for task: Int32, by caller: Int32) -> Errno? {
    let mine = credentials(of: caller)
    let its = credentials(of: task)
    // setpriority(2), EPERM: another user's task.
    guard
      its.realUserID == mine.userID || its.userID == mine.userID
        || hasCapability(.scheduling, caller, over: task)
    else { return .notPermitted }
    // setpriority(2), EACCES: to lower it takes CAP_SYS_NICE, or RLIMIT_NICE.
    let limit = resourceLimit(.nice, of: taskTable[task].signal).soft
    if nice < taskTable[task].nice, UInt64(20 - Int(nice)) > limit,
      !hasCapability(.scheduling, caller)
    {
      return .permissionDenied
    }
    return mayRenice(task, by: caller) ? nil : .notPermitted
  }

  /// Whether a task has all of another one's powers, or may change any priority.
  ///
  /// Source: `security/commoncap.c: cap_safe_nice`.
  func mayRenice(_ task: Int32, by caller: Int32) -> Bool {
    credentials(of: task).permitted.isSubset(of: credentials(of: caller).permitted)
      || hasCapability(.scheduling, caller, over: task)
  }

  /// The best, as 20 minus the nice value, so that no answer is negative.
  ///
  /// Source: getpriority(2); `kernel/sys.c: SYSCALL_DEFINE2(getpriority)`.
  func getpriority(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let tasks = tasks(try priorityTarget(call), call.intB, by: caller)
    // getpriority(2), ESRCH.
    guard let best = tasks.map({ taskTable[$0].nice }).min() else { throw .noSuchProcess }
    return .value(20 - Int64(best))
  }

  private func priorityTarget(_ call: RegisterCall) throws(Errno) -> PriorityTarget {
    // setpriority(2), EINVAL.
    guard (0...2).contains(call.intA), let target = PriorityTarget(rawValue: UInt8(call.intA))
    else { throw .invalidArgument }
    return target
  }
}
