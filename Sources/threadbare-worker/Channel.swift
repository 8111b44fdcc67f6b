internal import CSandbox
internal import Glibc
internal import Wire

/// The wire as the worker sees it: requests in, answers out, one at a time.
struct Channel {
  private let input: Int32
  private let output: Int32
  private var received = FrameBuffer()
  /// Answers that were not sent yet, since further requests came together with theirs.
  private var unsent: [UInt8] = []
  private static let unsentBytesMax = 32_768

  /// Moves the wire away from the standard descriptors, where a submission's `print` would hit it.
  init?(takingOver input: Int32, _ output: Int32, prints: Int32) {
    self.input = fcntl(input, F_DUPFD_CLOEXEC, 10)
    self.output = fcntl(output, F_DUPFD_CLOEXEC, 10)
    let nothing = open("/dev/null", O_RDONLY)
    close(input)
    if nothing >= 0, nothing != input {
      dup2(nothing, input)
      close(nothing)
    }
    guard self.input >= 0, self.output >= 0, dup2(prints, output) >= 0 else { return nil }
    threadbare_line_buffer_output()
  }

  /// The next request, or nil at the end of the input, where it is no request, or if the judge is
  /// gone.
  ///
  /// Answers to requests that came together go together, but for that to the last: if it ends this
  /// process, those before have been sent.
  mutating func receive() -> (Request, sequence: UInt32)? {
    do {
      while true {
        if let frame = try received.takeFrame() {
          if !received.hasFrame { guard flush() else { return nil } }
          return (try Request(frame), frame.sequence)
        }
        let count = received.fill { unsafe read(input, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return nil }
      }
    } catch {
      return nil
    }
  }

  /// Sends an answer, or keeps it for the next ones; false if the judge is gone.
  mutating func send(_ answer: Answer, sequence: UInt32) -> Bool {
    unsent += answer.frame(sequence: sequence).bytes
    return received.hasFrame && unsent.count < Self.unsentBytesMax || flush()
  }

  private mutating func flush() -> Bool {
    var bytes = unsent[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes { unsafe write(output, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      bytes = bytes.dropFirst(written)
    }
    unsent.removeAll(keepingCapacity: true)
    return true
  }
}
