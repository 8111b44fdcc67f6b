import CMD
import Glibc

/// A running SHA-256 of a file, so that nobody takes one for whole that was cut, doubled or edited by hand.
///
/// It guards against slips, not against people: who changes a file can compute it as well.
struct Checksum {
  private var state = SHA2_CTX()

  /// The member of `results.json` that holds it, the last one.
  static let key: StaticString = "checksum"
  /// Names the function, so that another one can follow.
  private static let prefix = "sha256:"
  private static let digits = 64

  init() { SHA256Init(&state) }

  /// Goes on with bytes.
  mutating func add(_ bytes: some Collection<UInt8>) {
    let done: Void? = bytes.withContiguousStorageIfAvailable { buffer in
      SHA256Update(&state, buffer.baseAddress, buffer.count)
    }
    if done == nil { add(Array(bytes)) }
  }

  /// The checksum of all bytes so far.
  var text: String {
    var copy = state
    var digest = [UInt8](repeating: 0, count: 32)
    SHA256Final(&digest, &copy)
    let hexadecimal = digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }
    return Self.prefix + hexadecimal.joined()
  }

  /// What stands before a checksum in a file, and behind it.
  private static let opening = Array(",\n  \"\(key)\": \"".utf8)
  private static let closing = Array("\"\n}\n".utf8)

  /// What a file's own checksum says of it.
  enum Finding {
    case whole
    /// The file has a checksum at its end, and it is that of another content.
    case changed
    /// There is none at its end.
    case missing
  }

  /// Holds a file against the checksum at its end.
  static func check(_ file: [UInt8]) -> Finding {
    let tail = opening.count + prefix.utf8.count + digits + closing.count
    guard file.count > tail else { return .missing }
    let end = file[(file.count - tail)...]
    guard end.starts(with: opening + Array(prefix.utf8)), end.suffix(closing.count) == closing[...]
    else { return .missing }
    var checksum = Checksum()
    checksum.add(file[..<(file.count - tail)])
    let said = end.dropFirst(opening.count).dropLast(closing.count)
    return Array(said) == Array(checksum.text.utf8) ? .whole : .changed
  }
}
