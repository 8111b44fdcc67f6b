package import Diagnostics

/// The text of a file with its lines, so that a diagnostic can quote it.
package struct SourceFile: Sendable, Equatable {
  /// The path as the user would type it.
  package let path: String
  /// The bytes, without a byte order mark; valid UTF-8.
  let bytes: [UInt8]
  /// The offset of the first byte of each line.
  private let lineStarts: [Int]

  /// Takes text as the content of a file.
  ///
  /// - Parameters:
  ///   - path: The path as the user would type it.
  ///   - bytes: The content; a UTF-8 byte order mark at its start is dropped, since editors don't
  ///     count it as a column.
  /// - Throws: One diagnostic when the bytes aren't UTF-8.
  package init(path: String, bytes: [UInt8]) throws(DiagnosticList) {
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    self.path = path
    self.bytes = content
    var starts = [0]
    for (offset, byte) in content.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
    if String(validating: content, as: UTF8.self) == nil {
      throw DiagnosticList([badByte()])
    }
  }

  /// The whole text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The number of lines; the empty line after a last line end counts.
  package var lineCount: Int { lineStarts.count }

  /// A line without its line end.
  ///
  /// - Parameter number: The line, from 1.
  /// - Returns: The line, or nil past the end.
  package func line(_ number: Int) -> String? {
    guard number >= 1, number <= lineStarts.count else { return nil }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// A part of a line.
  package func span(line: Int, column: Int, length: Int = 1) -> SourceSpan {
    SourceSpan(file: self, line: line, column: column, length: length)
  }

  /// The place of a byte; columns count Unicode scalars.
  package func position(ofByte offset: Int) -> SourceLocation.Position {
    let line = lineStarts.partitioningIndex { $0 > offset }
    let start = lineStarts[line - 1]
    let before = String(decoding: bytes[start..<offset], as: UTF8.self)
    return .init(line: line, column: before.unicodeScalars.count + 1)
  }

  /// The diagnostic about the first byte that isn't UTF-8.
  private func badByte() -> Diagnostic {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    scan: while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded): offset += encoded.count
      case .error, .emptyInput: break scan
      }
    }
    let position = position(ofByte: offset)
    let byte = offset < bytes.count ? bytes[offset] : 0
    let digits = String(byte, radix: 16, uppercase: true)
    let looksLikeUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    return span(line: position.line, column: position.column).diagnostic(
      "byte 0x\(digits) is not UTF-8",
      help: looksLikeUTF16
        ? "the file looks like UTF-16: save it as UTF-8" : "save the file as UTF-8")
  }
}

extension [Int] {
  /// The index of the first element for which the predicate holds, in an array where it is false
  /// first and then true.
  fileprivate func partitioningIndex(where predicate: (Int) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
