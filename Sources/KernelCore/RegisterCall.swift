public import LinuxABI

/// A call as it sits in registers: a number and six words, with the bytes that travel beside them.
///
/// It carries the calls that have no case of their own in `SystemCall`. The order of the words is
/// that of the asm-generic system calls. What Linux reads or stores through a pointer travels in
/// the words and bytes instead, so that it crosses a wire; docs/kernel-calls.md has the table.
public struct RegisterCall: Hashable, Sendable {
  /// Which call.
  public let number: SystemCallNumber
  /// The first word.
  public let a: UInt64
  /// The second word.
  public let b: UInt64
  /// The third word.
  public let c: UInt64
  /// The fourth word.
  public let d: UInt64
  /// The fifth word.
  public let e: UInt64
  /// The sixth word.
  public let f: UInt64
  /// What travels beside the words.
  public let bytes: [UInt8]

  /// A call from its parts.
  public init(
    _ number: SystemCallNumber, _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0,
    _ d: UInt64 = 0, _ e: UInt64 = 0, _ f: UInt64 = 0, bytes: [UInt8] = []
  ) {
    self.number = number
    self.a = a
    self.b = b
    self.c = c
    self.d = d
    self.e = e
    self.f = f
    self.bytes = bytes
  }

  /// Whether a number is that of a call which travels this way.
  static func carries(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .clone3, .waitid, .getuid, .geteuid, .getgid, .getegid, .tkill, .tgkill,
      .rtSigqueueinfo, .rtSigprocmask, .rtSigpending, .rtSigsuspend, .rtSigtimedwait,
      .rtSigreturn, .sigaltstack, .setpgid, .getpgid, .getsid, .setsid, .setresuid, .setresgid,
      .prctl, .unshare, .setns, .setTIDAddress, .setRobustList, .getRobustList, .prlimit64,
      .semget, .semctl, .semop, .pidfdOpen, .pidfdSendSignal, .ppoll, .fcntl, .dup3, .execve,
      .ptrace, .setitimer, .getitimer, .uname, .sethostname, .kcmp, .ioprioSet, .ioprioGet,
      .setpriority, .getpriority, .getrusage, .nanosleep, .capget, .capset, .schedSetparam,
      .schedSetscheduler, .schedGetscheduler, .schedGetparam, .schedSetaffinity,
      .schedGetaffinity, .schedGetPriorityMax, .schedGetPriorityMin, .schedRRGetInterval:
      true
    default: number.isFileCall
    }
  }
}

extension RegisterCall {
  // A register as the type that the call takes.
  var intA: Int32 { Int32(truncatingIfNeeded: a) }
  var intB: Int32 { Int32(truncatingIfNeeded: b) }
  var intC: Int32 { Int32(truncatingIfNeeded: c) }
  var intD: Int32 { Int32(truncatingIfNeeded: d) }
}

extension SystemCall {
  /// Sends a signal to one thread of a process; tgkill(2).
  public static func tgkill(
    pid: ProcessID, tid: ThreadID, signal: Signal
  ) -> SystemCall {
    .registers(
      RegisterCall(
        .tgkill, UInt64(register: pid.rawValue), UInt64(register: tid.rawValue),
        UInt64(register: signal.rawValue)))
  }

  /// Replaces the program; execve(2).
  ///
  /// The entry is the word by which the execution knows what runs
  /// then.
  public static func execve(path: [UInt8], entry: UInt64) -> SystemCall {
    .registers(RegisterCall(.execve, 0, 0, 0, 0, 0, entry, bytes: path))
  }

  /// Replaces the program, and gives it arguments, the name that it is called by included; execve(2).
  public static func execve(
    path: [UInt8], arguments: [[UInt8]], entry: UInt64
  ) -> SystemCall {
    var bytes = path
    for argument in arguments { bytes += [0] + argument }
    return .registers(RegisterCall(.execve, 0, 0, 0, 0, 0, entry, bytes: bytes + [0]))
  }

  /// Waits for a child as waitid(2) does; the reply carries a `SignalInfo`.
  public static func waitid(
    _ kind: WaitIDType, id: Int32, options: WaitOptions
  ) -> SystemCall {
    .registers(
      RegisterCall(
        .waitid, UInt64(kind.rawValue), UInt64(register: id), 0,
        UInt64(register: options.rawValue)))
  }

  /// Ends a signal handler; rt_sigreturn(2).
  public static var sigreturn: SystemCall { .registers(RegisterCall(.rtSigreturn)) }
}

/// What the id of waitid names.
///
/// Source: waitid(2); `include/uapi/linux/wait.h`.
public enum WaitIDType: UInt8, Hashable, Sendable {
  /// Any child (`P_ALL`).
  case all = 0
  /// A process (`P_PID`).
  case process = 1
  /// A process group (`P_PGID`).
  case group = 2
  /// A process by a descriptor (`P_PIDFD`).
  case pidfd = 3
}
