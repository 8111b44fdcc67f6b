/// Text from anywhere, made fit to be shown: the one place where hostile characters are defused.
///
/// Theory of operation. Markup can do nothing from inside a text node, but characters can still lie:
/// a terminal escape recolours what a teacher pastes, a bidirectional override reverses a line, a
/// NUL ends a C string, an invisible character makes two names look alike. Each such character is
/// replaced by something that is seen and does nothing:
///
/// - C0 controls other than tab and newline, and DEL, by their picture (ESC is `␛`, NUL is `␀`);
///   a carriage return before a newline is dropped, since it only spells the line end differently;
/// - C1 controls, bidirectional controls, invisible formatting characters and the two Unicode line
///   separators by their code point in brackets (`⟪U+202E⟫`);
/// - noncharacters, which XML forbids, by U+FFFD.
///
/// The joiners U+200C and U+200D stay: scripts and emoji need them and they reorder nothing.
package enum PlainText {
  /// Returns the text with every control, bidirectional and invisible character made visible.
  package static func sanitised(_ text: String) -> String {
    var text = text
    return text.withUTF8(isPlain) ? text : replaced(text)
  }

  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      let rest = bytes.count - index
      if rest >= ByteBlock.count, ByteBlock(bytes, at: index).isPrintable {
        index += ByteBlock.count
        continue
      }
      let end = index + min(rest, ByteBlock.count)
      while index < end {
        if isSuspicious(bytes[index]) { return false }
        index += 1
      }
    }
    return true
  }

  /// Returns bytes that claim to be UTF-8 as text, each malformed sequence shown as U+FFFD.
  package static func sanitised(utf8 bytes: some Collection<UInt8>) -> String {
    sanitised(String(decoding: bytes, as: UTF8.self))
  }

  /// Says whether a byte is a control or may begin a character that needs a second look.
  ///
  /// Most text has none of these bytes, so it is passed on as it is.
  private static func isSuspicious(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F: true
    // C1 controls, U+061C, U+2000 and up, U+F000 and up, and everything beyond the first plane.
    case 0xC2, 0xD8, 0xE2, 0xEF, 0xF0...0xFF: true
    default: false
    }
  }

  /// Bytes are collected rather than characters: a text of many escapes stays linear in time.
  private static func replaced(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count * 2)
    var scalars = text.unicodeScalars.makeIterator()
    var pending = scalars.next()
    while let scalar = pending {
      pending = scalars.next()
      switch scalar.value {
      case 0x0D where pending == "\n":
        break
      case 0x09, 0x0A, 0x20...0x7E:
        result.append(UInt8(scalar.value))
      case 0x00...0x1F:
        // The pictures of the C0 controls stand in the same order from U+2400.
        append(0x2400 + scalar.value, to: &result)
      case 0x7F:
        append(0x2421, to: &result)
      case _ where isDeceptive(scalar.value):
        result += "⟪U+\(hexadecimal(scalar.value))⟫".utf8
      case _ where isNoncharacter(scalar.value):
        append(0xFFFD, to: &result)
      default:
        append(scalar.value, to: &result)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Characters that reorder, break or hide text without showing themselves.
  private static func isDeceptive(_ value: UInt32) -> Bool {
    switch value {
    case 0x80...0x9F: true  // C1 controls; U+009B opens a terminal sequence
    case 0x061C, 0x200E, 0x200F: true  // bidirectional marks
    case 0x202A...0x202E, 0x2066...0x2069: true  // embeddings, overrides, isolates
    case 0x200B, 0x2060...0x2064, 0x206A...0x206F: true  // invisible formatting
    case 0x2028, 0x2029: true  // line and paragraph separators
    case 0xFEFF, 0xFFF9...0xFFFB: true  // byte order mark, interlinear annotation
    case 0xE0000...0xE007F: true  // tags, a second invisible alphabet
    default: false
    }
  }

  private static func isNoncharacter(_ value: UInt32) -> Bool {
    value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else { return }
    bytes += encoded
  }

  /// The code point as Unicode writes it: at least four digits.
  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
