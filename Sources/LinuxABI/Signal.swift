/// A signal: the numbers of `arch/x86/include/uapi/asm/signal.h`, which are riscv64's too.
public struct Signal: RawRepresentable, Hashable, Sendable {
  /// The number: 1 to 64 for a signal.
  public let rawValue: Int32

  /// The signal with a number.
  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The highest number of a signal (`_NSIG`).
  public static var maximum: Int32 { 64 }
  /// The lowest number of a real-time signal, as the kernel counts them.
  public static var realTimeMinimum: Int32 { 32 }

  /// The terminal is gone.
  ///
  /// The corresponding Linux constant is `SIGHUP`.
  public static var hangup: Signal { Signal(rawValue: 1) }
  /// Interrupt from the keyboard.
  ///
  /// The corresponding Linux constant is `SIGINT`.
  public static var interrupt: Signal { Signal(rawValue: 2) }
  /// Quit from the keyboard.
  ///
  /// The corresponding Linux constant is `SIGQUIT`.
  public static var quit: Signal { Signal(rawValue: 3) }
  /// An instruction that is none.
  ///
  /// The corresponding Linux constant is `SIGILL`.
  public static var illegalInstruction: Signal { Signal(rawValue: 4) }
  /// A trap for a debugger.
  ///
  /// The corresponding Linux constant is `SIGTRAP`.
  public static var trap: Signal { Signal(rawValue: 5) }
  /// From abort(3).
  ///
  /// The corresponding Linux constant is `SIGABRT`.
  public static var abort: Signal { Signal(rawValue: 6) }
  /// A memory access that the bus refused.
  ///
  /// The corresponding Linux constant is `SIGBUS`.
  public static var bus: Signal { Signal(rawValue: 7) }
  /// Arithmetic that has no result.
  ///
  /// The corresponding Linux constant is `SIGFPE`.
  public static var floatingPointException: Signal { Signal(rawValue: 8) }
  /// Ends the process, whatever it does.
  ///
  /// The corresponding Linux constant is `SIGKILL`.
  public static var kill: Signal { Signal(rawValue: 9) }
  /// For programs.
  ///
  /// The corresponding Linux constant is `SIGUSR1`.
  public static var user1: Signal { Signal(rawValue: 10) }
  /// A bad memory access.
  ///
  /// The corresponding Linux constant is `SIGSEGV`.
  public static var segmentationFault: Signal { Signal(rawValue: 11) }
  /// For programs.
  ///
  /// The corresponding Linux constant is `SIGUSR2`.
  public static var user2: Signal { Signal(rawValue: 12) }
  /// A write to a pipe that nobody reads.
  ///
  /// The corresponding Linux constant is `SIGPIPE`.
  public static var pipe: Signal { Signal(rawValue: 13) }
  /// The timer of alarm(2).
  ///
  /// The corresponding Linux constant is `SIGALRM`.
  public static var alarm: Signal { Signal(rawValue: 14) }
  /// Asks the process to end.
  ///
  /// The corresponding Linux constant is `SIGTERM`.
  public static var terminate: Signal { Signal(rawValue: 15) }
  /// Unused.
  ///
  /// The corresponding Linux constant is `SIGSTKFLT`.
  public static var stackFault: Signal { Signal(rawValue: 16) }
  /// A child ended, stopped or went on.
  ///
  /// The corresponding Linux constant is `SIGCHLD`.
  public static var child: Signal { Signal(rawValue: 17) }
  /// Goes on if stopped.
  ///
  /// The corresponding Linux constant is `SIGCONT`.
  public static var cont: Signal { Signal(rawValue: 18) }
  /// Stops the process, whatever it does.
  ///
  /// The corresponding Linux constant is `SIGSTOP`.
  public static var stop: Signal { Signal(rawValue: 19) }
  /// Stop from the keyboard.
  ///
  /// The corresponding Linux constant is `SIGTSTP`.
  public static var terminalStop: Signal { Signal(rawValue: 20) }
  /// A background process reads the terminal.
  ///
  /// The corresponding Linux constant is `SIGTTIN`.
  public static var terminalInput: Signal { Signal(rawValue: 21) }
  /// A background process writes to the terminal.
  ///
  /// The corresponding Linux constant is `SIGTTOU`.
  public static var terminalOutput: Signal { Signal(rawValue: 22) }
  /// Urgent data on a socket.
  ///
  /// The corresponding Linux constant is `SIGURG`.
  public static var urgent: Signal { Signal(rawValue: 23) }
  /// The limit of processor time is reached.
  ///
  /// The corresponding Linux constant is `SIGXCPU`.
  public static var processorTime: Signal { Signal(rawValue: 24) }
  /// The limit of file size is reached.
  ///
  /// The corresponding Linux constant is `SIGXFSZ`.
  public static var fileSize: Signal { Signal(rawValue: 25) }
  /// The timer of virtual time.
  ///
  /// The corresponding Linux constant is `SIGVTALRM`.
  public static var virtualAlarm: Signal { Signal(rawValue: 26) }
  /// The timer of profiling.
  ///
  /// The corresponding Linux constant is `SIGPROF`.
  public static var profile: Signal { Signal(rawValue: 27) }
  /// The terminal's window changed.
  ///
  /// The corresponding Linux constant is `SIGWINCH`.
  public static var windowChange: Signal { Signal(rawValue: 28) }
  /// Input or output is possible.
  ///
  /// The corresponding Linux constant is `SIGIO`.
  public static var io: Signal { Signal(rawValue: 29) }
  /// The power fails.
  ///
  /// The corresponding Linux constant is `SIGPWR`.
  public static var power: Signal { Signal(rawValue: 30) }
  /// A system call that is none, or forbidden.
  ///
  /// The corresponding Linux constant is `SIGSYS`.
  public static var badSystemCall: Signal { Signal(rawValue: 31) }
}
