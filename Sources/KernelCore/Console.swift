internal import LinuxABI

// The console: what programs write to it, what they read from it, and which of their streams that
// was.

/// Which of a program's streams an open file is.
public enum ConsoleStream: UInt8, Hashable, Sendable {
  /// The console, for reading and writing.
  case console = 0
  /// Standard input.
  case input = 1
  /// Standard output.
  case output = 2
  /// Standard error.
  case error = 3
}

/// What the descriptors 0 to 2 of a program are when it starts.
public enum StandardStreams: UInt8, Hashable, Sendable {
  /// One open file behind all three, as a login shell gets its terminal.
  case shared
  /// Three open files, for input, output and errors, as in a pipeline of a shell.
  ///
  /// They look like pipes, unless the kernel was booted with a terminal.
  case separate
}

/// A row of bytes on the console that went the same way.
public struct ConsoleRun: Hashable, Sendable {
  /// Standard output, or standard error.
  public let stream: ConsoleStream
  /// Where its bytes are in `Kernel.console`.
  public let range: Range<Int>
}

extension Kernel {
  /// What tasks have not read yet from the console, or from standard input.
  ///
  /// They come to the end where it is used up; what is set or added later is read later.
  public var consoleInput: [UInt8] {
    get { fileSides.isEmpty ? [] : Array(fileSide.input[fileSide.inputStart...]) }
    set {
      makeUnique()
      ensureFileSide()
      fileSide.input = newValue
      fileSide.inputStart = 0
      if !pollRequests.isEmpty { wakePolls() }
    }
  }

  /// What is on the console, in rows by where it came from.
  ///
  /// What was written to a shared stream's descriptor 2 counts as an error.
  public var consoleRuns: [ConsoleRun] {
    var runs: [ConsoleRun] = []
    var start = 0
    for range in fileSides.isEmpty ? [] : fileSide.errorRanges {
      if start < range.lowerBound {
        runs.append(ConsoleRun(stream: .output, range: start..<range.lowerBound))
      }
      runs.append(ConsoleRun(stream: .error, range: range))
      start = range.upperBound
    }
    if start < console.count {
      runs.append(ConsoleRun(stream: .output, range: start..<console.count))
    }
    return runs
  }

  /// What of the console came by one stream.
  public func console(of stream: ConsoleStream) -> [UInt8] {
    var bytes: [UInt8] = []
    for run in consoleRuns where run.stream == stream {
      bytes.append(contentsOf: console[run.range])
    }
    return bytes
  }

  /// Whether the console is a terminal (`isatty`).
  var isTerminal: Bool { !fileSides.isEmpty && fileSide.isTerminal }

  // MARK: - What tasks do

  /// Keeps what is written, as far as there is room.
  mutating func writeConsole(
    _ bytes: ArraySlice<UInt8>, _ stream: ConsoleStream, _ descriptor: FileDescriptor
  ) {
    let start = console.count
    console.append(contentsOf: bytes.prefix(limits.consoleBytesMax - start))
    let end = console.count
    guard stream == .error || stream == .console && descriptor.rawValue == 2, start < end else {
      return
    }
    ensureFileSide()
    if let last = fileSide.errorRanges.last, last.upperBound == start {
      fileSide.errorRanges[fileSide.errorRanges.count - 1] = last.lowerBound..<end
    } else {
      fileSide.errorRanges.append(start..<end)
    }
  }

  /// How many of so many bytes there are to be read; a terminal gives one line at a time.
  ///
  /// Source: `drivers/tty/n_tty.c: canon_copy_from_read_buf`.
  func readableInput(_ count: Int) -> Int {
    guard !fileSides.isEmpty, count > 0 else { return 0 }
    let input = fileSide.input[fileSide.inputStart...]
    guard isTerminal, let end = input.firstIndex(of: 0x0a) else { return min(count, input.count) }
    return min(count, end + 1 - input.startIndex)
  }

  func input(_ count: Int) -> ArraySlice<UInt8> {
    guard !fileSides.isEmpty, count > 0 else { return [] }
    return fileSide.input[fileSide.inputStart..<fileSide.inputStart + count]
  }

  mutating func takeInput(_ count: Int) {
    if count > 0 { fileSide.inputStart += count }
  }
}
