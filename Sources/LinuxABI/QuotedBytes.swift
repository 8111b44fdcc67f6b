/// How a byte is escaped that is no printable ASCII.
package enum ByteEscape: Sendable {
  /// As strace does: `\001`.
  case octal
  /// As transcripts do: `\x01`.
  case hexadecimal
}

/// Bytes between quotation marks; what is no printable ASCII is escaped as in C.
///
/// Source: strace, `src/util.c: string_quote`.
///
/// - Parameters:
///   - bytes: The bytes.
///   - escape: How others than printable ones are written.
/// - Returns: The text, its quotation marks included.
package func quotedBytes(_ bytes: ArraySlice<UInt8>, _ escape: ByteEscape) -> String {
  var text = "\""
  for byte in bytes {
    switch byte {
    case 0x0a: text += "\\n"
    case 0x09: text += "\\t"
    case 0x0d: text += "\\r"
    case 0x22: text += "\\\""
    case 0x5c: text += "\\\\"
    case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: escape == .octal ? 8 : 16)
      text += escape == .octal ? "\\" : "\\x"
      for _ in digits.utf8.count..<(escape == .octal ? 3 : 2) { text += "0" }
      text += digits
    }
  }
  return text + "\""
}
