internal import LinuxABI

// What one process says of the memory of another one: process_madvise and process_mrelease.
extension Kernel {
  /// Source: process_madvise(2); `mm/madvise.c: SYSCALL_DEFINE5(process_madvise)`.
  mutating func processMadvise(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // process_madvise(2), EINVAL: no flags are known.
    guard call.e & 0xffff_ffff == 0 else { throw .invalidArgument }
    let pieces = try pieces(at: call.b, count: call.c, of: caller)
    let task = try taskOfPidfd(FileDescriptor(rawValue: call.intA), by: caller).task
    // process_madvise(2), ESRCH.
    guard task >= 0, taskTable[task].mm >= 0 else { throw .noSuchProcess }
    let isOwn = taskTable[task].mm == taskTable[caller].mm
    guard isOwn || mayAccess(task, by: caller) else { throw .notPermitted }
    // process_madvise(2), EINVAL: of others WILLNEED, COLD, PAGEOUT and COLLAPSE alone; EPERM.
    guard isOwn || [3, 20, 21, 25].contains(call.intD) else { throw .invalidArgument }
    guard isOwn || hasCapability(.scheduling, caller) else { throw .notPermitted }
    var done = 0
    for piece in pieces {
      do throws(Errno) {
        let outcome = try madvise(
          RegisterCall(.madvise, piece.address, UInt64(piece.count), call.d), of: task, by: caller)
        guard case .value(let value) = outcome, value == 0 else { return outcome }
      } catch {
        guard done > 0 else { throw error }
        break
      }
      done += piece.count
    }
    return .value(Int64(done))
  }

  /// Lets go of the memory of a process that is on its way out, which here has gone already.
  ///
  /// Source: process_mrelease(2); `mm/oom_kill.c: SYSCALL_DEFINE2(process_mrelease)`.
  mutating func processMrelease(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    // process_mrelease(2), EINVAL: no flags are known.
    guard call.b & 0xffff_ffff == 0 else { throw .invalidArgument }
    let task = try taskOfPidfd(FileDescriptor(rawValue: call.intA), by: caller).task
    // process_mrelease(2), ESRCH.
    guard task >= 0, taskTable[task].mm >= 0 else { throw .noSuchProcess }
    // process_mrelease(2), EINVAL: it goes on.
    guard signals[taskTable[task].signal].groupExit != .none else { throw .invalidArgument }
    return .value(0)
  }
}
