internal import LinuxABI

/// What a task asks Linux to be like.
///
/// Source: personality(2); `include/uapi/linux/personality.h`.
enum Personality {
  /// The system that is imitated (`PER_MASK`).
  static var domain: UInt32 { 0xff }
  /// PER_LINUX32: a machine of 32 bits.
  static var linux32: UInt32 { 8 }
  /// UNAME26: uname tells of a version 2.6.
  static var oldName: UInt32 { 0x2_0000 }
  /// STICKY_TIMEOUTS: select and its like leave the time as it is.
  static var stickyTimeouts: UInt32 { 0x400_0000 }
  /// MMAP_PAGE_ZERO and READ_IMPLIES_EXEC, which would change memory.
  static var ofMemory: UInt32 { 0x50_0000 }
}

extension Kernel {
  /// Source: personality(2): all ones only ask; `kernel/exec_domain.c`.
  mutating func personality(_ call: RegisterCall, by caller: Int32) -> Outcome {
    let wanted = UInt32(truncatingIfNeeded: call.a)
    let old = Int64(extra(of: caller).personality)
    guard wanted != .max, wanted != extra(of: caller).personality else { return .value(old) }
    guard wanted & Personality.ofMemory == 0 else {
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    }
    extras[ensureExtra(of: caller)].personality = wanted
    return .value(old)
  }

  /// A child is what its maker is (B27), and writes back what that does.
  mutating func inheritPersonality(_ child: Int32, of caller: Int32) {
    let own = extra(of: caller)
    guard own.personality != 0 || own.flushesIO else { return }
    let index = ensureExtra(of: child)
    extras[index].personality = own.personality
    extras[index].flushesIO = own.flushesIO
  }

  /// Whether calls leave the time that they were given as it is.
  package func keepsTimeouts(_ task: TaskID) -> Bool {
    slot(of: task).map { extra(of: $0).personality & Personality.stickyTimeouts != 0 } ?? false
  }

  /// The version that uname tells a task.
  ///
  /// Source: `kernel/sys.c: override_release`.
  func shownRelease(to task: Int32) -> [UInt8] {
    guard extra(of: task).personality & Personality.oldName != 0 else {
      return Array(profile.release.utf8)
    }
    let minor = profile.release.utf8.split(separator: 0x2e).dropFirst().first ?? []
    var number = 60
    var value = 0
    for digit in minor { value = value * 10 + Int(digit) - 0x30 }
    number += value
    return Array(("2.6." + String(number)).utf8)
  }

  /// Source: personality(2), PER_LINUX32; `kernel/sys.c: override_architecture`.
  func machineName(for caller: Int32) -> [UInt8] {
    let isNarrow = extra(of: caller).personality & Personality.domain == Personality.linux32
    return Array((isNarrow ? "riscv32" : "riscv64").utf8)
  }

  /// The messages of the kernel, of which there are none.
  ///
  /// Source: syslog(2); `kernel/printk/printk.c: do_syslog, check_syslog_permissions`.
  func syslog(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let action = call.intA
    // syslog(2), EPERM: READ_ALL is 3 and SIZE_BUFFER 10, which anybody may ask for.
    let isPrivileged = hasCapability(Capabilities(rawValue: 1 << 34), caller)
    guard isPrivileged || action == 3 || action == 10 else { throw .notPermitted }
    switch action {
    case 0, 1, 5, 6, 7, 9: return .value(0)
    // READ would wait for a message for ever.
    case 2, 3, 4:
      guard call.b != 0, call.intC >= 0 else { throw .invalidArgument }
      guard action == 2, call.intC > 0 else { return .value(0) }
      throw .notPermitted
    // CONSOLE_LEVEL
    case 8:
      guard (1...8).contains(call.intC) else { throw .invalidArgument }
      return .value(0)
    // CONFIG_LOG_BUF_SHIFT.
    case 10: return .value(1 << 17)
    default: throw .invalidArgument
    }
  }

  /// PR_SET_IO_FLUSHER and PR_GET_IO_FLUSHER.
  ///
  /// Source: prctl(2); `kernel/sys.c: SYSCALL_DEFINE5(prctl)`.
  mutating func flusherControl(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    guard hasCapability(.systemResource, caller) else { throw .notPermitted }
    guard call.c | call.d | call.e == 0, call.intA == 57 ? call.b <= 1 : call.b == 0 else {
      throw .invalidArgument
    }
    guard call.intA == 57 else { return .value(extra(of: caller).flushesIO ? 1 : 0) }
    extras[ensureExtra(of: caller)].flushesIO = call.b == 1
    return .value(0)
  }
}
