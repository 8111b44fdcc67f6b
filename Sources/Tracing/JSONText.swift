/// A JSON string; the texts of a trace are ASCII.
func quoted(_ text: String) -> String {
  var bytes: [UInt8] = [0x22]
  for byte in text.utf8 {
    switch byte {
    case 0x22, 0x5C: bytes += [0x5C, byte]
    case 0x00..<0x20:
      bytes += [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4, hexadecimalDigit(byte & 0xF)]
    default: bytes.append(byte)
    }
  }
  bytes.append(0x22)
  return String(decoding: bytes, as: UTF8.self)
}

private func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

/// The bits of a word: `0x11`.
func hexadecimal(_ value: Int64) -> String {
  "0x" + String(UInt64(bitPattern: value), radix: 16)
}

/// A number with leading zeros.
func padded(_ value: UInt64, toDigits count: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
}

/// A time as ftrace and `strace -ttt` write it: seconds with six digits; what is below a
/// microsecond is cut off.
func secondsText(_ nanoseconds: UInt64) -> String {
  String(nanoseconds / 1_000_000_000) + "."
    + padded(nanoseconds % 1_000_000_000 / 1_000, toDigits: 6)
}

/// A time as the Chrome format writes it: microseconds, with the nanoseconds as three digits.
func microsecondsText(_ nanoseconds: UInt64) -> String {
  String(nanoseconds / 1_000) + "." + padded(nanoseconds % 1_000, toDigits: 3)
}
