/// The head of a request, as far as a server of files needs it.
struct HTTPRequest: Equatable {
  /// The most bytes of a head; a browser's has some hundred.
  static let headBytesMax = 16 << 10

  /// What the client wants to do: `GET`, `HEAD`.
  let method: String
  /// The path without its slash at the start, percent-decoded; nothing that leaves the site.
  let path: String
  /// What stands after the question mark.
  let query: String
  /// The name that the client knows the server by.
  let host: String?

  /// Reads a head.
  ///
  /// - Returns: nil for what is no request, or one that asks for something outside of the site.
  init?(head: [UInt8]) {
    let lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0, as: UTF8.self)
    }
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[1].hasPrefix("/") else {
      return nil
    }
    method = String(words[0])
    let parts = words[1].dropFirst().split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = Self.decoded(parts[0]) else { return nil }
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !components.contains(".."), !path.utf8.contains(0) else { return nil }
    self.path = path
    query = parts.count > 1 ? String(parts[1]) : ""
    host =
      lines.dropFirst().lazy.compactMap { line -> String? in
        let field = line.split(separator: ":", maxSplits: 1)
        guard field.count == 2, field[0].lowercased() == "host" else { return nil }
        return field[1].drop { $0 == " " }.lowercased()
      }.first
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
