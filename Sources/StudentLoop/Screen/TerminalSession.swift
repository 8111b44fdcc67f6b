import Glibc

/// The terminal while a page fills it: raw input, the alternate screen, and back at every end.
///
/// # Theory of operation
///
/// What the terminal was is kept in memory that a signal's handler can read. Each way out puts it back: `end`, a
/// call of `exit` (by `atexit`), and a signal that a mistake raises (by a handler that calls nothing
/// but `tcsetattr`, `write` and `raise`). Signals that ask for something (an end, a new size, a pause) only write a
/// byte into a pipe, which the page's loop reads beside keys.
struct TerminalSession {
  /// Where the loop learns of signals: a byte each, the signal's number.
  let signals: Int32

  private static let enter = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J"
  /// Also ends a frame that was under way, and any style.
  private static let leave = "\u{1b}[?2026l\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l"

  /// Signals that a mistake of this program raises.
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]
  /// Signals that ask for something.
  private static let requests = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT]

  /// Why a page cannot be shown.
  enum Refusal: Error {
    case noTerminal
  }

  /// Takes the terminal.
  ///
  /// - Throws: `noTerminal` where input or output is none.
  static func begin() throws(Refusal) -> TerminalSession {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
      tcgetattr(STDIN_FILENO, &keptState) == 0
    else { throw .noTerminal }
    guard let pipe = makePipe() else { throw .noTerminal }
    signalPipe = pipe.writing
    keptLeave = UnsafeMutablePointer.allocate(capacity: leave.utf8.count)
    for (index, byte) in leave.utf8.enumerated() { keptLeave?[index] = byte }
    keptLeaveCount = leave.utf8.count
    for number in requests {
      handle(number) { number in
        let kept = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = Glibc.write(signalPipe, &byte, 1)
        errno = kept
      }
    }
    for number in faults {
      handle(number) { number in
        putBack()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    atexit { putBack() }
    let session = TerminalSession(signals: pipe.reading)
    session.resume()
    return session
  }

  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(number, &action, nil)
  }

  /// Puts the terminal back to what it was.
  func end() { putBack() }

  /// Takes the terminal again after a pause.
  func resume() {
    var raw = keptState
    raw.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INPCK | ISTRIP | IXON)
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    raw.c_oflag |= tcflag_t(OPOST)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    isTaken = true
    write(Self.enter)
  }

  /// Gives the terminal back and stops, as Control-Z asks; comes back when the shell goes on with it.
  func pause() {
    end()
    // The process group as a whole, as a terminal would do it.
    kill(0, SIGSTOP)
    resume()
  }

  /// The size of the terminal in cells; 80 by 24 where it does not say.
  var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Writes all of a text; a terminal that is gone is seen where keys are read.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, 1_000)
      } else if errno != EINTR {
        return
      }
    }
  }
}

// What a handler of a signal reads; written before any handler is there, by the one thread that
// has the terminal.
nonisolated(unsafe) private var keptState = termios()
nonisolated(unsafe) private var isTaken = false
nonisolated(unsafe) private var signalPipe: Int32 = -1
nonisolated(unsafe) private var keptLeave: UnsafeMutablePointer<UInt8>?
nonisolated(unsafe) private var keptLeaveCount = 0

/// Puts the terminal back; calls nothing that a signal's handler may not.
private func putBack() {
  guard isTaken else { return }
  isTaken = false
  _ = Glibc.write(STDOUT_FILENO, keptLeave, keptLeaveCount)
  tcsetattr(STDIN_FILENO, TCSADRAIN, &keptState)
}
