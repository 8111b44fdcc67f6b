/// A word of a program: equal words have equal numbers.
struct NameID: RawRepresentable, Equatable, Sendable {
  let rawValue: Int32

  /// No name: of a parameter in a prototype, of a structure without a tag.
  static var none: NameID { NameID(rawValue: -1) }
}

/// The words of a program.
///
/// The first ones are the keywords, in their order.
struct Names: Sendable {
  private var bytes: [UInt8] = []
  /// Where the bytes of each name end; they start where those of the one before end.
  private var ends: [Int32] = []
  private var table = InternTable()

  init() {
    for keyword in Keyword.allCases { _ = intern(Array(keyword.text.utf8)[...]) }
  }

  var count: Int { ends.count }

  /// The number of a word that is known; ``NameID/none`` of others.
  func find(_ word: ArraySlice<UInt8>) -> NameID {
    NameID(rawValue: table.find(hash(of: word)) { isEqual(word, to: $0) })
  }

  private func hash(of word: ArraySlice<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }

  /// The number of a word.
  mutating func intern(_ word: ArraySlice<UInt8>) -> NameID {
    let hash = hash(of: word)
    let known = table.find(hash) { isEqual(word, to: $0) }
    if known >= 0 { return NameID(rawValue: known) }
    bytes += word
    ends.append(Int32(bytes.count))
    let new = Int32(ends.count - 1)
    table.insert(hash, new)
    return NameID(rawValue: new)
  }

  /// The bytes of a name; none for ``NameID/none``.
  func bytes(of name: NameID) -> ArraySlice<UInt8> {
    if name == .none { return [] }
    return bytes[range(of: name.rawValue)]
  }

  /// A name as text, for messages.
  func text(_ name: NameID) -> String { String(decoding: bytes(of: name), as: UTF8.self) }

  private func range(of index: Int32) -> Range<Int> {
    (index == 0 ? 0 : Int(ends[Int(index) - 1]))..<Int(ends[Int(index)])
  }

  private func isEqual(_ word: ArraySlice<UInt8>, to index: Int32) -> Bool {
    let range = range(of: index)
    guard range.count == word.count else { return false }
    var at = word.startIndex
    for known in range {
      if bytes[known] != word[at] { return false }
      at += 1
    }
    return true
  }
}

/// A hash table from what a caller compares to the numbers that the caller gives.
struct InternTable: Sendable {
  /// The number of each entry, or -1, and its hash.
  private var slots: [(hash: UInt32, number: Int32)] = Array(repeating: (0, -1), count: 1024)
  private var count = 0

  /// The number of the entry with this hash that is equal; -1 without one.
  func find(_ hash: UInt32, isEqual: (Int32) -> Bool) -> Int32 {
    var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[at].number >= 0 {
      if slots[at].hash == hash, isEqual(slots[at].number) { return slots[at].number }
      at = (at + 1) & (slots.count - 1)
    }
    return -1
  }

  /// Adds an entry that isn't there.
  mutating func insert(_ hash: UInt32, _ number: Int32) {
    count += 1
    if count * 2 > slots.count {
      let old = slots
      slots = Array(repeating: (0, -1), count: old.count * 2)
      for slot in old where slot.number >= 0 { place(slot.hash, slot.number) }
    }
    place(hash, number)
  }

  private mutating func place(_ hash: UInt32, _ number: Int32) {
    var at = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[at].number >= 0 { at = (at + 1) & (slots.count - 1) }
    slots[at] = (hash, number)
  }
}
