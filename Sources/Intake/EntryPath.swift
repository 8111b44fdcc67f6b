internal import Diagnostics

/// The name of an archive's entry, taken apart.
///
/// It only ever names a node of a tree in memory: nothing is written to disk under it.
enum EntryPath: Equatable {
  /// The parts of a harmless name.
  case parts([String])
  /// Why the name is refused, and the harmless part in front of what is not.
  case refused(String, after: String?)

  /// Takes apart the bytes of a name.
  init(_ bytes: [UInt8]) {
    let shown = Self.shown(bytes)
    guard bytes.count <= IntakeLimits.nameBytesMax else {
      self = .refused(
        "the name \(shown) is longer than \(IntakeLimits.nameBytesMax) bytes", after: nil)
      return
    }
    guard bytes.first != UInt8(ascii: "/") else {
      self = .refused("the name \(shown) is absolute", after: nil)
      return
    }
    var parts: [String] = []
    for piece in bytes.split(separator: UInt8(ascii: "/")) where piece != [UInt8(ascii: ".")] {
      guard let part = String(validating: piece, as: UTF8.self) else {
        self = .refused("the name \(shown) is not UTF-8", after: parts.first)
        return
      }
      if let problem = Self.problem(part, isFirst: parts.isEmpty) {
        self = .refused("the name \(shown) \(problem)", after: parts.first)
        return
      }
      parts.append(part)
    }
    guard parts.count <= IntakeLimits.namePartsMax else {
      self = .refused(
        "the name \(shown) has more than \(IntakeLimits.namePartsMax) parts", after: parts.first)
      return
    }
    self = .parts(parts)
  }

  private static func problem(_ part: String, isFirst: Bool) -> String? {
    if part == ".." { return "leads out of the archive with \"..\"" }
    if part.utf8.contains(UInt8(ascii: "\\")) { return "has a backslash" }
    if isFirst, part.wholeMatch(of: /[A-Za-z]:.*/) != nil { return "is absolute" }
    if part.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "has a control character"
    }
    return nil
  }

  private static let shownScalarsMax = 80

  /// A name for messages: what is no UTF-8 in it is replaced, and a long one is cut.
  static func shown(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    let cut = String(text.unicodeScalars.prefix(shownScalarsMax))
    return quoted(harmless(cut)) + (cut.unicodeScalars.count < text.unicodeScalars.count ? "…" : "")
  }
}
