/// A key as a terminal sends it.
package enum Key: Sendable, Equatable {
  case character(Character)
  case up, down, pageUp, pageDown, home, end
  case enter, escape, backspace
  /// Control and C.
  case interrupt
  /// Control and Z.
  case suspend
  /// Control and L.
  case redraw
}

/// Makes keys of a terminal's bytes.
///
/// A sequence may come in parts; an escape that nothing follows is the key of that name.
struct KeyDecoder {
  private var pending: [UInt8] = []
  /// The longest sequence that is waited for, in bytes.
  private static let sequenceBytesMax = 16

  /// Whether a sequence is not whole yet.
  var isWaiting: Bool { !pending.isEmpty }

  /// Takes bytes.
  ///
  /// - Returns: The keys that are whole.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = Self.first(of: pending) {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    if pending.count > Self.sequenceBytesMax { pending = [] }
    return keys
  }

  /// Takes what is there as whole: nothing more came in time.
  mutating func flush() -> [Key] {
    defer { pending = [] }
    return pending.first == 0x1b ? [.escape] : []
  }

  /// The first key of some bytes and its length; no key where a sequence is of no use here, nil
  /// where it is not whole.
  private static func first(of bytes: [UInt8]) -> (key: Key?, length: Int)? {
    guard let byte = bytes.first else { return nil }
    switch byte {
    case 0x1b: return sequence(bytes)
    case 0x03, 0x04: return (.interrupt, 1)
    case 0x0c: return (.redraw, 1)
    case 0x1a: return (.suspend, 1)
    case 0x0a, 0x0d: return (.enter, 1)
    case 0x08, 0x7f: return (.backspace, 1)
    case 0x00..<0x20: return (nil, 1)
    default: return text(bytes)
    }
  }

  private static func text(_ bytes: [UInt8]) -> (key: Key?, length: Int)? {
    let length =
      switch bytes[0] {
      case 0xc0..<0xe0: 2
      case 0xe0..<0xf0: 3
      case 0xf0..<0xf8: 4
      default: 1
      }
    guard bytes.count >= length else { return nil }
    guard let text = String(validating: bytes[..<length], as: UTF8.self), let only = text.first
    else { return (nil, 1) }
    return (.character(only), length)
  }

  private static func sequence(_ bytes: [UInt8]) -> (key: Key?, length: Int)? {
    guard bytes.count >= 2 else { return nil }
    guard bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else {
      // Another key after an escape, or a key with Alt: the escape is taken alone.
      return (.escape, 1)
    }
    guard let end = bytes.dropFirst(2).firstIndex(where: { 0x40...0x7e ~= $0 }) else { return nil }
    let parameters = String(decoding: bytes[2..<end], as: UTF8.self)
    let key: Key? =
      switch bytes[end] {
      case UInt8(ascii: "A"): .up
      case UInt8(ascii: "B"): .down
      case UInt8(ascii: "H"): .home
      case UInt8(ascii: "F"): .end
      case UInt8(ascii: "~"):
        switch parameters {
        case "1", "7": .home
        case "4", "8": .end
        case "5": .pageUp
        case "6": .pageDown
        default: nil
        }
      default: nil
      }
    return (key, end + 1)
  }
}
