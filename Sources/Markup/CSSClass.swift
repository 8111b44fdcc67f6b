/// The name of a class that a style sheet or script knows.
package struct CSSClass: Equatable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as the attribute holds it.
  package let name: String

  /// A name written in the source.
  ///
  /// - Precondition: The name is made of ASCII letters, digits, `-` and `_`.
  package init(stringLiteral name: StaticString) {
    let name = name.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    precondition(Self.isName(name), "'\(name)' is not a class name")
    self.name = name
  }

  /// A computed name, if it can be one.
  package init?(_ name: String) {
    guard Self.isName(name) else { return nil }
    self.name = name
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default:
          false
        }
      }
  }
}

extension [CSSClass] {
  /// The names as the attribute `class` holds them.
  var joinedNames: String {
    // Most elements that have a class have one.
    count == 1 ? self[0].name : map(\.name).joined(separator: " ")
  }
}
