internal import LinuxABI

/// The priority of input and output, which CLONE_IO shares: Linux's `io_context`.
struct IOContextRecord: Sendable {
  var users: Int32 = 1
  /// Class and level, as ioprio_set(2) packs them.
  var priority: UInt16
}

// Contexts of input and output.
extension Kernel {
  /// B16: a child has its creator's context with CLONE_IO, else one of its own if a priority was
  /// set.
  ///
  /// Source: `kernel/fork.c: copy_io`.
  mutating func inheritIOContext(_ child: Int32, of caller: Int32, _ flags: CloneFlags) {
    let context = taskTable[caller].ioContext
    guard context >= 0 else { return }
    if flags.contains(.io) {
      ioContexts[context].users += 1
      taskTable[child].ioContext = context
    } else if (1...3).contains(ioContexts[context].priority >> 13) {
      taskTable[child].ioContext = ioContexts.allocate(
        IOContextRecord(priority: ioContexts[context].priority))
    }
  }

  mutating func releaseIOContext(of task: Int32) {
    let context = taskTable[task].ioContext
    taskTable[task].ioContext = -1
    ioContexts[context].users -= 1
    if ioContexts[context].users == 0 { ioContexts.release(context) }
  }

  /// Source: ioprio_set(2); `block/ioprio.c: SYSCALL_DEFINE3(ioprio_set), ioprio_check_cap`.
  mutating func ioprioSet(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let priority = UInt16(truncatingIfNeeded: call.c)
    switch UInt32(truncatingIfNeeded: call.c) >> 13 & 7 {
    // No class: a level means nothing there.
    case 0:
      guard priority & 7 == 0 else { throw .invalidArgument }
    // Real time: EPERM without one of two capabilities.
    case 1:
      guard
        hasCapability(.systemAdministration, caller) || hasCapability(.scheduling, caller)
      else { throw .notPermitted }
    case 2, 3: break
    // ioprio_set(2), EINVAL.
    default: throw .invalidArgument
    }
    var isAny = false
    for task in try ioTargets(call, by: caller) {
      isAny = true
      let mine = credentials(of: caller)
      let its = credentials(of: task)
      // ioprio_set(2), EPERM.
      guard
        its.realUserID == mine.userID || its.realUserID == mine.realUserID
          || hasCapability(.scheduling, caller), mayRenice(task, by: caller)
      else { throw .notPermitted }
      // Source: `block/blk-ioc.c: set_task_ioprio`, PF_EXITING.
      guard !taskTable[task].flags.contains(.exiting) else { throw .noSuchProcess }
      if taskTable[task].ioContext < 0 {
        taskTable[task].ioContext = ioContexts.allocate(IOContextRecord(priority: 0))
      }
      ioContexts[taskTable[task].ioContext].priority = priority
    }
    // ioprio_set(2), ESRCH.
    guard isAny else { throw .noSuchProcess }
    return .value(0)
  }

  /// Source: ioprio_get(2); `block/ioprio.c: SYSCALL_DEFINE2(ioprio_get)`.
  func ioprioGet(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let tasks = try ioTargets(call, by: caller)
    // ioprio_get(2), ESRCH.
    guard let first = tasks.first else { throw .noSuchProcess }
    // One task: as it was set, or nothing.
    if call.intA == 1 {
      let context = taskTable[first].ioContext
      return .value(context >= 0 ? Int64(ioContexts[context].priority) : 0)
    }
    // Several: the best, with what a nice value stands for where none was set.
    let best = tasks.map { effectivePriority(of: $0) }.min() ?? 0
    return .value(Int64(best))
  }

  /// Source: `block/ioprio.c: __get_task_ioprio`.
  private func effectivePriority(of task: Int32) -> UInt16 {
    let context = taskTable[task].ioContext
    if context >= 0, ioContexts[context].priority >> 13 != 0 {
      return ioContexts[context].priority
    }
    return 2 << 13 | UInt16((Int(taskTable[task].nice) + 20) / 5)
  }

  /// The tasks that `which` (from 1) and `who` name.
  private func ioTargets(_ call: RegisterCall, by caller: Int32) throws(Errno) -> [Int32] {
    // ioprio_set(2), EINVAL.
    guard (1...3).contains(call.intA) else { throw .invalidArgument }
    return tasks(
      PriorityTarget(rawValue: UInt8(call.intA - 1)) ?? .process, call.intB, by: caller)
  }
}
