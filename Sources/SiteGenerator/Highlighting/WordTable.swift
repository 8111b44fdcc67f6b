/// The words of a language that mean something, found by their bytes.
///
/// A closed table with linear probing over FNV-1a: every name of a program is looked up, and hashing
/// each as a `String` costs more than all the rest of a tokenizer.
struct WordTable: Sendable {
  private struct Slot: Sendable {
    var word: [UInt8]
    var kind: CodeTokenKind
  }

  private var slots: [Slot?]
  private let mask: Int

  /// Makes a table out of lists of words separated by spaces.
  init(_ lists: KeyValuePairs<CodeTokenKind, String>) {
    let words = lists.flatMap { kind, list in
      list.split(separator: " ").map { Slot(word: Array($0.utf8), kind: kind) }
    }
    // At most a third full, so that a probe for a name that is not there ends soon.
    var size = 8
    while size < words.count * 3 { size *= 2 }
    mask = size - 1
    slots = Array(repeating: nil, count: size)
    for slot in words {
      var index = Self.hash(slot.word[...]) & mask
      while slots[index] != nil { index = (index + 1) & mask }
      slots[index] = slot
    }
  }

  /// What a word is; nil for a name.
  func kind(of word: ArraySlice<UInt8>) -> CodeTokenKind? {
    var index = Self.hash(word) & mask
    while let slot = slots[index] {
      if slot.word.elementsEqual(word) { return slot.kind }
      index = (index + 1) & mask
    }
    return nil
  }

  private static func hash(_ word: ArraySlice<UInt8>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in word { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash ^ (hash >> 15))
  }
}
