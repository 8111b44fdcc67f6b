/// A token of Swift as far as a copy would keep it.
struct SwiftToken: Equatable {
  /// What it is, the same for all that may stand in each other's place unnoticed.
  var code: UInt32
  /// The place of its file in the work.
  var file: Int32
  /// Its first and last line, from 1.
  var line: Int32
  var lastLine: Int32

  // Codes below 16 are of whole kinds of tokens; those of words and signs are hashes.
  static let identifier: UInt32 = 1
  static let number: UInt32 = 2
  static let string: UInt32 = 3
  static let binding: UInt32 = 4
  static let order: UInt32 = 5
  static let equality: UInt32 = 6
  static let sum: UInt32 = 7
  static let product: UInt32 = 8
  static let update: UInt32 = 9
  static let truth: UInt32 = 10
}

/// Names as hashes, so that no string is made for a token.
struct NameHash {
  /// FNV-1a, 64 bits.
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  static func of(_ name: String) -> UInt64 {
    var hash = NameHash()
    for byte in name.utf8 { hash.add(byte) }
    return hash.value
  }

  /// The code of a token that is told apart from others by its text.
  static func code(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash ^ (hash >> 32)) | 16
  }
}

/// The words of Swift that the tokenizer knows, as hashes.
enum SwiftWords {
  /// Words that make the structure of a program: each is a kind of its own.
  static let structure = hashes(
    "actor as associatedtype async await break case catch class continue default defer deinit do "
      + "else enum extension fallthrough for func guard if import in indirect init inout is "
      + "mutating nil operator protocol repeat rethrows return self Self some any static struct "
      + "subscript super switch throw throws try typealias where while yield")
  /// What may be written or left out without another effect on what the program does.
  static let decoration = hashes(
    "public package private fileprivate internal final nonisolated borrowing consuming sending")
  static let bindings = hashes("let var")
  static let truths = hashes("true false")
  static let selfWord = NameHash.of("self")

  private static func hashes(_ words: String) -> Set<UInt64> {
    Set(words.split(separator: " ").map { NameHash.of(String($0)) })
  }
}
