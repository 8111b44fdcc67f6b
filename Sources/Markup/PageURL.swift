/// A URL that a page may carry: relative, `http`, `https` or `mailto`, and nothing that runs.
///
/// The value is percent-encoded ASCII. Whatever a browser would read differently from what is
/// written here (tabs and newlines inside a scheme, backslashes, a leading `//`) is refused.
package struct PageURL: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// Why a text is not a URL that a page may carry.
  package enum Problem: Error, Equatable {
    /// The text is empty, or begins or ends with a space.
    case blank
    /// A control character or a backslash stands in it.
    case forbiddenCharacter
    /// It begins with `//`, so that it would leave the site without naming a scheme.
    case missingScheme
    /// The scheme is not one of `http`, `https` and `mailto`.
    case forbiddenScheme(String)

    /// The problem in words, as the message of a diagnostic.
    package var message: String {
      switch self {
      case .blank: "the link has no destination"
      case .forbiddenCharacter: "the link holds a control character or a backslash"
      case .missingScheme: "the link begins with '//' and names no scheme"
      case .forbiddenScheme(let scheme): "links with the scheme '\(scheme)' are not allowed"
      }
    }
  }

  /// The URL, percent-encoded.
  package let description: String

  /// Checks a text and percent-encodes what has to be.
  ///
  /// - Throws: `Problem` when the text could do anything else than name a place.
  package init(checking text: String) throws(Problem) {
    guard let first = text.utf8.first, let last = text.utf8.last, first != 0x20, last != 0x20
    else { throw .blank }
    for byte in text.utf8 where byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\\") {
      throw .forbiddenCharacter
    }
    if text.utf8.starts(with: "//".utf8) { throw .missingScheme }
    if let scheme = Self.scheme(of: text), !["http", "https", "mailto"].contains(scheme) {
      throw .forbiddenScheme(PlainText.sanitised(scheme))
    }
    description = Self.encoded(text, keeping: Self.staysInURL)
  }

  /// A relative URL: up some folders, then down a path, then to an anchor.
  ///
  /// Each component is encoded whole, so that a name which holds `/`, `?`, `#`, `:` or `%` stays one name.
  package init(up folders: Int = 0, path components: [String] = [], anchor: AnchorID? = nil) {
    var parts = Array(repeating: "..", count: folders)
    parts += components.map { Self.encoded($0, keeping: Self.staysInComponent) }
    var text = parts.joined(separator: "/")
    if let anchor { text += "#" + Self.encoded(anchor.description, keeping: Self.staysInComponent) }
    description = text.isEmpty ? "#" : text
  }

  /// The scheme in lower case, if the text begins with one.
  private static func scheme(of text: String) -> String? {
    guard let end = text.utf8.firstIndex(where: { ":/?#".utf8.contains($0) }),
      text.utf8[end] == UInt8(ascii: ":")
    else { return nil }
    return text[..<end].lowercased()
  }

  private static func encoded(_ text: String, keeping stays: (UInt8) -> Bool) -> String {
    if text.utf8.allSatisfy(stays) { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 2)
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if stays(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Unreserved and reserved characters of RFC 3986, and `%` of what is encoded already.
  private static func staysInURL(_ byte: UInt8) -> Bool {
    staysInComponent(byte) || ":/?#[]@!$&'()*+,;=%".utf8.contains(byte)
  }

  /// Unreserved characters of RFC 3986.
  private static func staysInComponent(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default:
      "-._~".utf8.contains(byte)
    }
  }
}
