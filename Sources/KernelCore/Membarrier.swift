internal import LinuxABI

/// What a process has registered for at membarrier(2): Linux's `membarrier_state`.
struct BarrierState: OptionSet, Sendable {
  let rawValue: UInt8

  /// MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED.
  static var global: BarrierState { BarrierState(rawValue: 1) }
  /// MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, or that for cores.
  static var own: BarrierState { BarrierState(rawValue: 2) }
  static var ownIsReady: BarrierState { BarrierState(rawValue: 4) }
  /// MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE.
  static var cores: BarrierState { BarrierState(rawValue: 8) }
}

extension Kernel {
  /// The commands that there are: all but those about rseq(2).
  private static var barrierCommands: Int64 { 0x27f }

  /// Makes the memory of all threads one, which it always is here: a call is one step.
  ///
  /// Source: membarrier(2); `kernel/sched/membarrier.c: SYSCALL_DEFINE3(membarrier)`.
  mutating func membarrier(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let command = call.intA
    // membarrier(2), EINVAL: a flag.
    guard call.b & 0xffff_ffff == 0 else { throw .invalidArgument }
    let space = taskTable[caller].mm
    let state = memory.details(of: space).barriers
    switch command {
    // MEMBARRIER_CMD_QUERY
    case 0: return .value(Self.barrierCommands)
    // MEMBARRIER_CMD_GLOBAL, MEMBARRIER_CMD_GLOBAL_EXPEDITED
    case 1, 2: return .value(0)
    case 4: register([.global], state, in: space)
    // MEMBARRIER_CMD_PRIVATE_EXPEDITED; EPERM: it is not registered.
    case 8:
      guard state.contains(.ownIsReady) else { throw .notPermitted }
    case 16: register([.own, .ownIsReady], state, in: space)
    // MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE
    case 32:
      guard state.contains(.cores) else { throw .notPermitted }
    case 64: register([.own, .cores], state, in: space)
    // MEMBARRIER_CMD_GET_REGISTRATIONS
    case 512:
      return .value(
        (state.contains(.global) ? 4 : 0) | (state.contains(.own) ? 16 : 0)
          | (state.contains(.cores) ? 64 : 0))
    // membarrier(2), EINVAL; those about rseq(2) too, as without CONFIG_RSEQ.
    default: throw .invalidArgument
    }
    return .value(0)
  }

  private mutating func register(_ new: BarrierState, _ old: BarrierState, in space: Int32) {
    guard !new.isSubset(of: old) else { return }
    let details = memory.ensureDetails(space)
    memory.details[details].barriers.formUnion(new)
  }
}
