/// The id of an element: what a link's fragment names.
package struct AnchorID: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The id as the attribute holds it.
  package let description: String

  /// Accepts a text of letters, digits, `-`, `_` and `.` that is not empty.
  package init?(_ text: String) {
    guard !text.isEmpty, text.unicodeScalars.allSatisfy(Self.isAllowed) else { return nil }
    description = text
  }

  /// Makes an id out of a title: lower case, a `-` for whatever may not stand in an id.
  ///
  /// A title without any letter or digit gives `section`.
  package init(slugging title: String) {
    var slug = ""
    for scalar in title.lowercased().unicodeScalars {
      if scalar != "-", scalar != ".", Self.isAllowed(scalar) {
        slug.unicodeScalars.append(scalar)
      } else if !slug.isEmpty, !slug.hasSuffix("-") {
        slug += "-"
      }
    }
    while slug.hasSuffix("-") { slug.removeLast() }
    description = slug.isEmpty ? "section" : slug
  }

  private init(unchecked text: String) { description = text }

  /// The id with a suffix number, for when the plain one is taken.
  func numbered(_ number: Int) -> AnchorID { AnchorID(unchecked: "\(description)-\(number)") }

  /// The id behind a prefix, so that the ids of two texts on one page stay apart.
  package func prefixed(by prefix: AnchorID) -> AnchorID {
    AnchorID(unchecked: "\(prefix)-\(description)")
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "-", "_", ".": true
    default: scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
    }
  }
}

/// The ids of one page: hands out each at most once.
package struct AnchorSet: Sendable {
  private var taken: Set<AnchorID> = []

  package init() {}

  /// Says whether the id was free, and takes it.
  package mutating func take(_ id: AnchorID) -> Bool { taken.insert(id).inserted }

  /// Takes the id, or the id with the first number from 2 that is free.
  package mutating func unique(_ id: AnchorID) -> AnchorID {
    if take(id) { return id }
    var number = 2
    while !take(id.numbered(number)) { number += 1 }
    return id.numbered(number)
  }
}
