/// The text of a program, in bytes.
package struct SourceText: Sendable {
  /// The most bytes that a program may have.
  package static var bytesMax: Int { 16 << 20 }

  /// The bytes, and a zero behind them.
  let bytes: [UInt8]
  /// How many bytes there are.
  package let count: Int

  /// A text from its bytes; what is beyond ``bytesMax`` is left out, and the compiler says so.
  package init(_ bytes: [UInt8]) {
    count = min(bytes.count, Self.bytesMax)
    self.bytes = bytes.prefix(count) + [0]
  }

  /// What editors may write before a text to say that it is UTF-8.
  static var markBytes: [UInt8] { [0xef, 0xbb, 0xbf] }

  /// Whether the text begins with ``markBytes``.
  var hasMark: Bool { bytes.starts(with: Self.markBytes) }

  /// Where an offset is.
  ///
  /// - Parameter offset: A byte's index.
  /// - Returns: The line and the column, counted from 1; columns count Unicode scalars.
  /// - Complexity: O(offset)
  package func place(of offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    let end = min(max(offset, 0), count)
    // The mark before the text is in no column.
    for index in min(hasMark ? Self.markBytes.count : 0, end)..<end {
      if bytes[index] == Character.newline {
        line += 1
        column = 1
      } else if bytes[index] & 0xc0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }

  /// The line that an offset is in, without its end.
  ///
  /// - Parameter offset: A byte's index.
  /// - Returns: Its bytes.
  package func line(at offset: Int) -> [UInt8] {
    var start = min(max(offset, 0), count)
    var end = start
    while start > 0, bytes[start - 1] != Character.newline { start -= 1 }
    while end < count, bytes[end] != Character.newline { end += 1 }
    return Array(bytes[start..<end])
  }

  /// A part of the text, for a message.
  func quoted(_ start: Int, _ length: Int) -> String {
    let end = min(start + min(length, 64), count)
    return "`" + String(decoding: bytes[min(start, end)..<end], as: UTF8.self) + "`"
  }
}

/// Bytes with a meaning.
enum Character {
  static var newline: UInt8 { 10 }
  static var backslash: UInt8 { 92 }
  static var quote: UInt8 { 34 }
  static var apostrophe: UInt8 { 39 }
  static var hash: UInt8 { 35 }
  static var underscore: UInt8 { 95 }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  static func isNameStart(_ byte: UInt8) -> Bool {
    byte | 32 >= 97 && byte | 32 <= 122 || byte == underscore
  }

  static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

  /// What a digit of a base up to 16 is worth; 255 for other bytes.
  static func value(_ byte: UInt8) -> UInt8 {
    if isDigit(byte) { return byte - 48 }
    let lower = byte | 32
    return lower >= 97 && lower <= 102 ? lower - 87 : 255
  }
}
