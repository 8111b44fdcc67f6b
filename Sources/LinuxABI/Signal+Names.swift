extension Signal: CustomStringConvertible {
  private static var names: [StaticString] {
    [
      "SIGHUP",
      "SIGINT",
      "SIGQUIT",
      "SIGILL",
      "SIGTRAP",
      "SIGABRT",
      "SIGBUS",
      "SIGFPE",
      "SIGKILL",
      "SIGUSR1",
      "SIGSEGV",
      "SIGUSR2",
      "SIGPIPE",
      "SIGALRM",
      "SIGTERM",
      "SIGSTKFLT",
      "SIGCHLD",
      "SIGCONT",
      "SIGSTOP",
      "SIGTSTP",
      "SIGTTIN",
      "SIGTTOU",
      "SIGURG",
      "SIGXCPU",
      "SIGXFSZ",
      "SIGVTALRM",
      "SIGPROF",
      "SIGWINCH",
      "SIGIO",
      "SIGPWR",
      "SIGSYS",
    ]
  }

  /// The signal that Linux calls by this name, for example `SIGCHLD`.
  public init?(name: String) {
    for (index, known) in Self.names.enumerated()
    where known.description.utf8.elementsEqual(name.utf8) {
      self.init(rawValue: Int32(index) + 1)
      return
    }
    return nil
  }

  /// As Linux writes it, for example `SIGKILL`; a real-time signal as `SIGRT_n`, as strace does.
  public var name: String {
    if rawValue >= 1, Int(rawValue) <= Self.names.count {
      return Self.names[Int(rawValue) - 1].description
    }
    if rawValue >= Self.realTimeMinimum, rawValue <= Self.maximum {
      return "SIGRT_" + String(rawValue - Self.realTimeMinimum)
    }
    return String(rawValue)
  }

  /// The name.
  public var description: String { name }
}
