/// What a signal says of itself, as far as this kernel fills it in: Linux's `siginfo_t`.
public struct SignalInfo: Hashable, Sendable {
  /// The signal.
  public var signal: Signal
  /// Why it was sent.
  public var code: SignalCode
  /// Who sent it, or which child it is about; 0 for the kernel.
  public var processID: ProcessID
  /// The real user of that process.
  public var userID: UInt32
  /// The status of a child, or the lower half of the value that was queued.
  public var status: Int32
  /// What it is about, all 64 bits: the address of a fault, the value that was queued, or a timer's
  /// (`si_value`).
  ///
  /// Of a timer's signal the process is the timer's number and the user the overruns, as in Linux's layout. Of
  /// SIGSYS the value is where the call was made, the status its number, the user the machine (`si_arch`) and
  /// the process what the filter said (`si_errno`).
  public var value: UInt64

  /// A description from its parts.
  public init(
    signal: Signal, code: SignalCode, processID: ProcessID = 0, userID: UInt32 = 0,
    status: Int32 = 0, value: UInt64 = 0
  ) {
    self.signal = signal
    self.code = code
    self.processID = processID
    self.userID = userID
    self.status = status
    self.value = value
  }

  /// The five words as they travel: signal, code, process, user, status, least significant byte
  /// first.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for word in [
      signal.rawValue, code.rawValue, processID.rawValue, Int32(bitPattern: userID), status,
    ] {
      let bits = UInt32(bitPattern: word)
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }
}

/// Why a signal was sent.
///
/// Source: sigaction(2); `include/uapi/asm-generic/siginfo.h`.
public struct SignalCode: RawRepresentable, Hashable, Sendable {
  /// The number.
  public let rawValue: Int32

  /// The code with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Sent by kill (`SI_USER`).
  public static var user: SignalCode { SignalCode(rawValue: 0) }
  /// Sent by the kernel (`SI_KERNEL`).
  public static var kernel: SignalCode { SignalCode(rawValue: 0x80) }
  /// Sent by sigqueue (`SI_QUEUE`).
  public static var queue: SignalCode { SignalCode(rawValue: -1) }
  /// Sent by tkill or tgkill (`SI_TKILL`).
  public static var thread: SignalCode { SignalCode(rawValue: -6) }
  /// A bad memory access: nothing is mapped there (`SEGV_MAPERR`).
  public static var unmappedAddress: SignalCode { SignalCode(rawValue: 1) }
  /// A bad memory access: what is mapped there does not allow it (`SEGV_ACCERR`).
  public static var accessNotAllowed: SignalCode { SignalCode(rawValue: 2) }
  /// A memory access at an address that is not aligned (`BUS_ADRALN`).
  public static var misalignedAddress: SignalCode { SignalCode(rawValue: 1) }
  /// A memory access where what is mapped has no memory: behind the end of a file (`BUS_ADRERR`).
  public static var noSuchPhysicalAddress: SignalCode { SignalCode(rawValue: 2) }
  /// A timer of timer_create ran out (`SI_TIMER`).
  public static var timer: SignalCode { SignalCode(rawValue: -2) }
  /// A message came into a queue.
  ///
  /// The corresponding Linux constant is `SI_MESGQ`.
  public static var messageQueue: SignalCode { SignalCode(rawValue: -3) }
  /// A filter did not allow a call (`SYS_SECCOMP`).
  public static var filteredCall: SignalCode { SignalCode(rawValue: 1) }
  /// An instruction that the processor doesn't know (`ILL_ILLOPC`).
  public static var illegalInstruction: SignalCode { SignalCode(rawValue: 1) }
  /// A breakpoint instruction (`TRAP_BRKPT`).
  public static var breakpoint: SignalCode { SignalCode(rawValue: 1) }
  /// A child ended by itself (`CLD_EXITED`).
  public static var childExited: SignalCode { SignalCode(rawValue: 1) }
  /// A signal ended a child (`CLD_KILLED`).
  public static var childKilled: SignalCode { SignalCode(rawValue: 2) }
  /// A signal ended a child, with a core file (`CLD_DUMPED`).
  public static var childDumped: SignalCode { SignalCode(rawValue: 3) }
  /// A traced child stopped (`CLD_TRAPPED`).
  public static var childTrapped: SignalCode { SignalCode(rawValue: 4) }
  /// A child stopped (`CLD_STOPPED`).
  public static var childStopped: SignalCode { SignalCode(rawValue: 5) }
  /// A child went on (`CLD_CONTINUED`).
  public static var childContinued: SignalCode { SignalCode(rawValue: 6) }
}
