internal import LinuxABI

// seccomp(2) without filters: the strict mode, in which a task reads, writes, comes back from handlers and
// ends. It cannot clone or execute, so nobody inherits it.
extension Kernel {
  /// Whether a task in strict mode may make a call.
  ///
  /// What is no call of Linux is the task's own code.
  ///
  /// Source: seccomp(2), SECCOMP_SET_MODE_STRICT; `kernel/seccomp.c: mode1_syscalls`.
  static func isStrictlyAllowed(_ call: SystemCall) -> Bool {
    var number = call.number
    if number == .refusedCall, case .registers(let refused) = call {
      number = SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: refused.a))
    }
    switch number {
    case .read, .write, .exit, .rtSigreturn: return true
    default: return number.rawValue >= SystemCallNumber.load.rawValue
    }
  }

  /// A task in strict mode made another call: it is killed, and no other task of its process.
  ///
  /// Source: `kernel/seccomp.c: __secure_computing_strict`, do_exit.
  mutating func killStrict(_ task: Int32) {
    record(.fault, 0, Int64(Signal.kill.rawValue), 0, 0)
    justCloned = -1
    _ = beginExit(of: task, status: WaitStatus.signaled(.kill).rawValue)
  }

  /// Source: seccomp(2); `kernel/seccomp.c: do_seccomp`.
  mutating func seccomp(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let flags = call.b & 0xffff_ffff
    switch call.a & 0xffff_ffff {
    // SECCOMP_SET_MODE_STRICT; seccomp(2), EINVAL: flags, or an argument.
    case 0:
      guard flags == 0, call.c == 0 else { throw .invalidArgument }
      taskTable[caller].flags.insert(.strict)
      rareParts.insert(.strictTasks)
      return .value(0)
    // SECCOMP_SET_MODE_FILTER
    case 1: return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    // SECCOMP_GET_ACTION_AVAIL; seccomp(2), EOPNOTSUPP.
    case 2:
      guard flags == 0 else { throw .invalidArgument }
      guard call.bytes.count >= 4 else { throw .badAddress }
      switch call.bytes.littleEndian(at: 0, count: 4) {
      case 0, 0x8000_0000, 0x3_0000, 0x5_0000, 0x7fc0_0000, 0x7ff0_0000, 0x7ffc_0000, 0x7fff_0000:
        return .value(0)
      default: throw .notSupported
      }
    // SECCOMP_GET_NOTIF_SIZES: `struct seccomp_notif` and its like.
    case 3:
      guard flags == 0 else { throw .invalidArgument }
      keep([80, 0, 24, 0, 64, 0], for: caller)
      return .value(0)
    default: throw .invalidArgument
    }
  }
}
