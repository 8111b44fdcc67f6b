internal import Subprocess

/// The lines that a program writes, one after the other.
///
/// The package has a sequence of lines too, for every encoding and every separator; for the long lines
/// of a judge it took a quarter of the time that the judge itself takes.
struct ReplyLines {
  private var buffers: SubprocessOutputSequence.Iterator
  /// What was read and not given out.
  private var bytes: [UInt8] = []
  /// How many bytes of it were looked at, without a line's end among them.
  private var searched = 0

  private static let newline = UInt8(ascii: "\n")

  init(_ output: SubprocessOutputSequence) {
    buffers = output.makeAsyncIterator()
  }

  /// The next line, without its end; nil after the last.
  ///
  /// - Throws: What reading throws.
  mutating func next() async throws -> [UInt8]? {
    while true {
      if let end = bytes[searched...].firstIndex(of: Self.newline) {
        let line = Array(bytes[..<end])
        bytes.removeSubrange(...end)
        searched = 0
        return line
      }
      searched = bytes.count
      guard let buffer = try await buffers.next() else { return nil }
      buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }
}
