/// Where lines of a text are joined: a backslash at a line's end takes the end away, even in a word.
///
/// Source: C11, section 5.1.1.2, phase 2. GCC allows blanks between the backslash and the end.
struct LineJoins {
  /// From an index of the joined text on, how many bytes have been left out.
  private var joins: [(at: Int, bytes: Int)] = []

  /// A text with its lines joined.
  static func joined(_ text: SourceText) -> (SourceText, LineJoins) {
    var joins = LineJoins()
    var bytes: [UInt8] = []
    var start = 0
    for index in 0..<text.count where text.bytes[index] == Character.backslash {
      guard let end = lineEnd(behind: index, in: text) else { continue }
      bytes += text.bytes[start..<index]
      start = end
      joins.joins.append((bytes.count, start - bytes.count))
    }
    if start == 0 { return (text, joins) }
    bytes += text.bytes[start..<text.count]
    return (SourceText(bytes), joins)
  }

  /// The index behind the line's end, if nothing but blanks is before it.
  private static func lineEnd(behind backslash: Int, in text: SourceText) -> Int? {
    var index = backslash + 1
    while text.bytes[index] != Character.newline {
      let isBlank = text.bytes[index] == 32 || (9...13).contains(text.bytes[index])
      if !isBlank { return nil }
      index += 1
    }
    return index + 1
  }

  /// Where a byte of the joined text is in the text as it was given.
  func offset(of index: Int) -> Int {
    var low = 0
    var high = joins.count
    while low < high {
      let middle = (low + high) / 2
      if joins[middle].at <= index { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? index : index + joins[low - 1].bytes
  }
}
