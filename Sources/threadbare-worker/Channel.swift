internal import CSandbox
internal import Glibc
internal import Wire

/// The wire as the worker sees it: requests in, answers out, one at a time.
struct Channel {
  private let input: Int32
  private let output: Int32
  private var received = FrameBuffer()

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

  /// The next request, or nil at the end of the input or where it is no request.
  mutating func receive() -> (Request, sequence: UInt32)? {
    do {
      while true {
        if let frame = try received.takeFrame() { return (try Request(frame), frame.sequence) }
        let count = received.fill { unsafe read(input, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return nil }
      }
    } catch {
      return nil
    }
  }

  /// Sends an answer; false if the judge is gone.
  func send(_ answer: Answer, sequence: UInt32) -> Bool {
    var bytes = answer.frame(sequence: sequence).bytes[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes { unsafe write(output, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      bytes = bytes.dropFirst(written)
    }
    return true
  }
}
