internal import Diagnostics
internal import Foundation
internal import StudentLoop

/// The two outputs of the program, and what may be written to them.
enum Terminal {
  /// Colour only on a terminal, and never with NO_COLOR.
  static var errorStyle: RenderingStyle {
    isTerminal(STDERR_FILENO) && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
      ? .colour : .plain
  }

  /// The same for standard output.
  static var outputStyle: RenderingStyle {
    isTerminal(STDOUT_FILENO) && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
      ? .colour : .plain
  }

  /// Whether a progress bar has somebody to look at it.
  static var showsProgress: Bool { isTerminal(STDERR_FILENO) }

  private static func isTerminal(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1
  }

  /// Writes to standard output, or ends the program with code 3 where that is not possible.
  ///
  /// A reader that went away is no error.
  static func write(_ text: String) { write(Array(text.utf8)[...]) }

  /// Writes to standard output, or ends the program with a code where that is not possible.
  static func write(_ bytes: ArraySlice<UInt8>, faultCode: Int32 = 3) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        return
      } else if errno != EINTR {
        let problem = Diagnostic(message: "cannot write to standard output: \(systemReason())")
        writeError(problem.rendered(style: errorStyle))
        exit(faultCode)
      }
    }
  }

  /// Writes lines to standard output: fitted to a terminal's width where it is one, with its styles.
  static func show(_ lines: [ScreenLine]) {
    guard isTerminal(STDOUT_FILENO) else { return write(ScreenLine.plainText(of: lines)) }
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let rows = lines.flatMap { $0.rows(width: isKnown ? Int(size.ws_col) : 80) }
    write(rows.map { $0.written(colour: outputStyle == .colour) + "\n" }.joined())
  }

  /// Writes what a program wrote to the same of the two outputs, or ends with 125: 3 could be the program's own.
  static func write(_ bytes: ArraySlice<UInt8>, isError: Bool) {
    if isError {
      try? FileHandle.standardError.write(contentsOf: Data(bytes))
    } else {
      write(bytes, faultCode: 125)
    }
  }

  /// Writes to standard error.
  static func writeError(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes a value as JSON to standard output, keys in order.
  static func writeJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }
}
