/// How a child ended, as wait4 stores it.
///
/// Source: wait(2), and `include/uapi/linux/wait.h`.
public struct WaitStatus: RawRepresentable, Hashable, Sendable {
  /// The word: the exit status in bits 8 to 15, or a signal in bits 0 to 6.
  public let rawValue: Int32

  /// A status from its word.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Ended by itself; only the lowest eight bits of the code count.
  public static func exited(_ code: Int32) -> WaitStatus {
    WaitStatus(rawValue: (code & 0xff) << 8)
  }

  /// Ended by a signal.
  public static func signaled(_ signal: Signal) -> WaitStatus {
    WaitStatus(rawValue: signal.rawValue & 0x7f)
  }

  /// Stopped by a signal.
  public static func stopped(_ signal: Signal) -> WaitStatus {
    WaitStatus(rawValue: signal.rawValue << 8 | 0x7f)
  }

  /// Went on after a stop.
  public static var continued: WaitStatus { WaitStatus(rawValue: 0xffff) }

  /// The exit status, if it ended by itself (`WIFEXITED`, `WEXITSTATUS`).
  public var exitCode: Int32? {
    rawValue & 0x7f == 0 ? (rawValue >> 8) & 0xff : nil
  }

  /// The signal that ended it, if one did (`WIFSIGNALED`, `WTERMSIG`).
  public var terminationSignal: Signal? {
    let signal = rawValue & 0x7f
    return signal != 0 && signal != 0x7f ? Signal(rawValue: signal) : nil
  }

  /// Whether a core file would have been written (`WCOREDUMP`).
  public var isDumped: Bool { terminationSignal != nil && rawValue & 0x80 != 0 }

  /// The signal that stopped it, if it is stopped (`WIFSTOPPED`, `WSTOPSIG`).
  ///
  /// For a stop that a tracer asked for, the event is in the bits above (`rawValue >> 16`).
  public var stopSignal: Signal? {
    rawValue & 0xff == 0x7f ? Signal(rawValue: (rawValue >> 8) & 0xff) : nil
  }

  /// Whether it went on after a stop (`WIFCONTINUED`).
  public var isContinued: Bool { rawValue == 0xffff }
}

extension WaitStatus: CustomStringConvertible {
  /// As strace writes it: "exited with 7", "killed by SIGKILL".
  public var description: String {
    if let code = exitCode { return "exited with " + String(code) }
    if let signal = terminationSignal { return "killed by " + signal.name }
    if isContinued { return "continued" }
    if let signal = stopSignal {
      let event = rawValue >> 16
      return "stopped by " + signal.name + (event == 0 ? "" : ", event " + String(event))
    }
    return "status 0x" + String(UInt32(bitPattern: rawValue), radix: 16)
  }
}

/// What a wait includes, and whether it waits.
///
/// Source: wait(2), and `include/uapi/linux/wait.h`.
public struct WaitOptions: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int32

  /// Options from their bits.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// Do not wait (`WNOHANG`).
  public static var noHang: WaitOptions { WaitOptions(rawValue: 1) }
  /// Children that stopped, too (`WUNTRACED`).
  public static var untraced: WaitOptions { WaitOptions(rawValue: 2) }
  /// Children that ended (`WEXITED`); wait4 implies it.
  public static var exited: WaitOptions { WaitOptions(rawValue: 4) }
  /// Leaves the child as it is, for another wait (`WNOWAIT`).
  public static var noWait: WaitOptions { WaitOptions(rawValue: 0x0100_0000) }
  /// Children that went on, too (`WCONTINUED`).
  public static var continued: WaitOptions { WaitOptions(rawValue: 8) }
  /// Children of this very thread alone (`__WNOTHREAD`).
  public static var noThread: WaitOptions { WaitOptions(rawValue: 0x2000_0000) }
  /// Children of any kind (`__WALL`).
  public static var all: WaitOptions { WaitOptions(rawValue: 0x4000_0000) }
  /// Children alone whose exit signal is not SIGCHLD (`__WCLONE`).
  public static var clone: WaitOptions { WaitOptions(rawValue: Int32(bitPattern: 0x8000_0000)) }
}
