internal import LinuxABI

/// What clone can be asked for besides `CloneArguments`.
struct CloneDetails {
  /// Where CLONE_PIDFD stores the descriptor; legacy clone stores it where CLONE_PARENT_SETTID would.
  var pidfdAddress: UInt64
  /// The thread ids that the child is to have, the innermost namespace first; none for any.
  var threadIDs: [Int32] = []
  /// Whether the child starts stopped (A37).
  var startsStopped = false
}

/// A clone that starts again after signals (A21).
struct PostponedClone {
  var call: CloneArguments
  var details: CloneDetails
  var rules: CloneRules
}

/// The arguments of clone3 as they are in memory.
///
/// Source: clone(2); `include/uapi/linux/sched.h: struct clone_args`.
private struct CloneArgumentsStructure {
  /// The sizes that it had: the oldest, and the present one.
  static var bytesMin: UInt64 { 64 }
  static var bytesMax: UInt64 { 88 }

  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func field(_ place: Int) -> UInt64 {
    bytes.littleEndian(at: place * 8, count: min(8, max(0, bytes.count - place * 8)))
  }

  var flags: UInt64 { field(0) }
  var pidfd: UInt64 { field(1) }
  var childTID: UInt64 { field(2) }
  var parentTID: UInt64 { field(3) }
  var exitSignal: UInt64 { field(4) }
  var stack: UInt64 { field(5) }
  var stackSize: UInt64 { field(6) }
  var tls: UInt64 { field(7) }
  var setTID: UInt64 { field(8) }
  var setTIDSize: UInt64 { field(9) }
  var cgroup: UInt64 { field(10) }
}

// clone3, which names all that clone packs into five words, and more.
extension Kernel {
  /// Where user addresses end, as on x86-64.
  ///
  /// Source: `arch/x86/include/asm/page_64.h: TASK_SIZE_MAX`.
  private static var userAddressEnd: UInt64 { 0x7fff_ffff_f000 }

  /// Source: clone(2); `kernel/fork.c: SYSCALL_DEFINE2(clone3)`.
  mutating func clone3(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let arguments = CloneArgumentsStructure(try structure(of: call, by: caller))
    let chosen = try chosenIDs(arguments, call, by: caller)
    try checkValidity(arguments)
    // A5: one pointer for both, as it is in legacy clone. Source: `kernel_clone`.
    var rules = profile.cloneRules
    if arguments.pidfd != arguments.parentTID { rules.remove(CloneRules(.onePointerForTwo)) }
    let normalized = CloneArguments(
      flags: CloneFlags(rawValue: arguments.flags), exitSignal: Int32(arguments.exitSignal),
      parentTID: UserAddress(rawValue: arguments.parentTID),
      childTID: UserAddress(rawValue: arguments.childTID), tls: arguments.tls, entry: call.f)
    return try create(
      normalized, CloneDetails(pidfdAddress: arguments.pidfd, threadIDs: chosen), rules,
      by: caller)
  }

  /// The structure, with zeroes for the fields that a caller did not know.
  ///
  /// Source: `kernel/fork.c: copy_clone_args_from_user`; `copy_struct_from_user`.
  private mutating func structure(
    of call: RegisterCall, by caller: Int32
  ) throws(Errno) -> [UInt8] {
    let size = call.b
    // A24: E2BIG beyond a page, EINVAL below the oldest.
    guard size <= Memory.pageBytes else { throw .argListTooLong }
    guard size >= CloneArgumentsStructure.bytesMin else { throw .invalidArgument }
    var bytes: [UInt8]
    if call.a == 0 {
      bytes = Array(call.bytes.prefix(Int(size)))
    } else {
      bytes = copyFromUser(taskTable[caller].mm, call.a, count: Int(size))
      // clone3, EFAULT.
      guard bytes.count == Int(size) else { throw .badAddress }
    }
    // A24: what this kernel does not know has to be 0.
    guard bytes.dropFirst(Int(CloneArgumentsStructure.bytesMax)).allSatisfy({ $0 == 0 }) else {
      throw .argListTooLong
    }
    return Array(bytes.prefix(Int(CloneArgumentsStructure.bytesMax)))
  }

  /// A29: the thread ids that are asked for, without a look at them.
  ///
  /// Source: `kernel/fork.c: copy_clone_args_from_user`.
  private mutating func chosenIDs(
    _ arguments: CloneArgumentsStructure, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> [Int32] {
    let count = arguments.setTIDSize
    // clone(2), EINVAL: more than there can be namespaces, or a place without a length.
    guard count <= UInt64(Self.namespaceLevelMax), (arguments.setTID != 0) == (count != 0) else {
      throw .invalidArgument
    }
    // The rest of the fields that are looked at here.
    guard arguments.exitSignal <= UInt64(Signal.maximum) else { throw .invalidArgument }
    // A30: a descriptor in the field, which the structure has to have.
    guard
      arguments.flags & CloneFlags.intoCgroup.rawValue == 0
        || arguments.cgroup <= UInt64(Int32.max)
          && call.b >= CloneArgumentsStructure.bytesMax
    else { throw .invalidArgument }
    let bytes: [UInt8]
    if call.a == 0 {
      bytes = Array(call.bytes.dropFirst(Int(call.b)))
    } else {
      bytes = copyFromUser(taskTable[caller].mm, arguments.setTID, count: Int(count) * 4)
      // clone3, EFAULT.
      guard bytes.count == Int(count) * 4 else { throw .badAddress }
    }
    return (0..<Int(count)).map {
      Int32(truncatingIfNeeded: bytes.littleEndian(at: $0 * 4, count: 4))
    }
  }

  /// Source: `kernel/fork.c: clone3_args_valid`.
  private func checkValidity(_ arguments: CloneArgumentsStructure) throws(Errno) {
    let flags = CloneFlags(rawValue: arguments.flags)
    // A25, A35: flags that are not known; the byte of legacy clone's signal, but for NEWTIME.
    let known = UInt64(UInt32.max) | CloneFlags([.clearSighand, .intoCgroup]).rawValue
    guard arguments.flags & ~known == 0, arguments.flags & 0x7f == 0, !flags.contains(.detached)
    else { throw .invalidArgument }
    // A26: handlers that are shared cannot be reset.
    guard !flags.contains([.sighand, .clearSighand]) else { throw .invalidArgument }
    // A27: a thread has no exit signal, and a sibling that of the caller's leader.
    guard flags.isDisjoint(with: [.thread, .parent]) || arguments.exitSignal == 0 else {
      throw .invalidArgument
    }
    // A28: a stack with its size, or neither. Source: `clone3_stack_valid`.
    let (end, overflows) = arguments.stack.addingReportingOverflow(arguments.stackSize)
    guard (arguments.stack == 0) == (arguments.stackSize == 0), !overflows,
      end <= Self.userAddressEnd
    else { throw .invalidArgument }
  }
}
