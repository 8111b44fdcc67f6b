internal import CMD
internal import Foundation

/// A running list of what a result depends on, and the SHA-256 of it.
struct ContentHash {
  private var bytes: [UInt8] = []

  /// Adds one part; parts are counted, so that no two lists run together.
  mutating func add(_ part: some Collection<UInt8>) {
    withUnsafeBytes(of: UInt64(part.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: part)
  }

  /// Adds a text.
  mutating func add(_ text: String) {
    add(text.utf8)
  }

  /// The hash of all parts, as 64 hexadecimal digits.
  var hexadecimal: String { Self.sha256(of: bytes) }

  /// The SHA-256 of some bytes alone, as 64 hexadecimal digits.
  static func sha256(of bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { buffer in
      guard let text = SHA256Data(buffer.baseAddress, buffer.count, nil) else { return "" }
      defer { free(text) }
      return String(cString: text)
    }
  }
}
