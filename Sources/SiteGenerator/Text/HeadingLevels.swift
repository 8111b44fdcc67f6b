/// Brings the headings of a Markdown text up, so that its shallowest one has a single `#`.
///
/// An author who thinks of the whole page writes `###` under the title of a section, another one `#`;
/// both mean the first level below it. Only whole texts are moved: what is deeper stays deeper.
enum HeadingLevels {
  /// The text with fewer `#` before its headings.
  ///
  /// Each `#` that goes leaves a space, so that every character keeps its line and column.
  static func raised(_ text: String) -> String {
    // Most texts have no heading at all, and most others begin with one `#`.
    guard text.utf8.contains(Byte.hash) else { return text }
    let headings = headings(in: Array(text.utf8))
    guard let shallowest = headings.map(\.count).min(), shallowest > 1 else { return text }
    var bytes = Array(text.utf8)
    for heading in headings {
      for offset in heading.dropFirst(heading.count - shallowest + 1) {
        bytes[offset] = Byte.space
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The places of the marks before headings, code left out.
  private static func headings(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var fence: (mark: UInt8, count: Int)?
    for line in bytes.split(separator: Byte.newline) {
      let content = line.drop { $0 == Byte.space }
      // Four spaces make a block of code, or the text of a list, which has headings of its own.
      guard content.startIndex - line.startIndex < 4, let first = content.first else { continue }
      let marks = content.prefix { $0 == first }
      if let open = fence {
        let isEnd = marks.count >= open.count && marks.count == content.count
        if first == open.mark, isEnd { fence = nil }
      } else if first == Byte.backquote || first == UInt8(ascii: "~"), marks.count >= 3 {
        fence = (first, marks.count)
      } else if first == Byte.hash, marks.count <= 6 {
        let next = content.dropFirst(marks.count).first
        if next == nil || next.map(Byte.isBlank) == true { found.append(marks.indices) }
      }
    }
    return found
  }
}
