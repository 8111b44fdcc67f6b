/// Where two values differ, word by word.
struct ValueComparison: Equatable {
  /// A run of characters that both values have, or that only this one has.
  struct Piece: Equatable {
    var text: String
    var isShared: Bool
  }

  /// The pieces of the expected value; nil when marking them would tell nothing.
  let expected: [Piece]?
  /// The pieces of the actual value; nil when marking them would tell nothing.
  let actual: [Piece]?

  /// Compares two values; long ones are not compared.
  init(expected: String, actual: String) {
    let limit = ReportLimits.comparedBytes
    guard expected != actual, expected.utf8.count <= limit, actual.utf8.count <= limit else {
      self.expected = nil
      self.actual = nil
      return
    }
    let left = Self.words(of: expected)
    let right = Self.words(of: actual)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in right.difference(from: left) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    // When nothing is shared, everything would be marked, which says nothing.
    guard removed.count < left.count else {
      self.expected = nil
      self.actual = nil
      return
    }
    self.expected = Self.pieces(left, own: removed)
    self.actual = Self.pieces(right, own: inserted)
  }

  private static func pieces(_ words: [Substring], own: Set<Int>) -> [Piece] {
    var pieces: [Piece] = []
    for (index, word) in words.enumerated() {
      let isShared = !own.contains(index)
      if let last = pieces.last, last.isShared == isShared {
        pieces[pieces.count - 1].text += word
      } else {
        pieces.append(Piece(text: String(word), isShared: isShared))
      }
    }
    return pieces
  }

  /// Words of letters, digits and `_`; every other ASCII character is a word of its own.
  private static func words(of text: String) -> [Substring] {
    var words: [Substring] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      var end = bytes.index(after: start)
      if isPartOfWord(bytes[start]) {
        while end < bytes.endIndex, isPartOfWord(bytes[end]) { end = bytes.index(after: end) }
      }
      words.append(text[start..<end])
      start = end
    }
    return words
  }

  /// Beyond ASCII every byte is part of a word, so no character is ever cut.
  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...0xFF:
      true
    default: false
    }
  }
}
