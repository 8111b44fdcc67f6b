import Diagnostics

/// What one page offers to links and wants of others, read back from its bytes.
struct PageReferences: Sendable {
  /// A link with a fragment.
  struct Anchor: Sendable {
    /// The path of the page that it leads into.
    let page: String
    /// The fragment.
    let anchor: String
    /// What was written.
    let written: String
  }

  /// A link to a file.
  struct File: Sendable {
    /// Its path from the site's root.
    let path: String
    /// What was written.
    let written: String
  }

  /// The path of the page from the site's root.
  let path: String
  private(set) var ids: Set<String> = []
  private(set) var anchors: [Anchor] = []
  private(set) var files: [File] = []
  /// The links that were looked at.
  private(set) var linkCount = 0
  /// What is wrong within the page.
  private(set) var problems: [String] = []

  /// Reads a page.
  init(_ html: [UInt8], path: String) {
    self.path = path
    let folders = path.split(separator: "/").dropLast()
    var references: [String] = []
    html.withUnsafeBufferPointer { bytes in
      var scanner = TagScanner(bytes)
      while scanner.next() != nil {
        for attribute in scanner.attributes {
          let name = bytes[attribute.name]
          let value = { String(decoding: bytes[attribute.value], as: UTF8.self) }
          switch Self.role(of: name) {
          case .identity:
            let id = value()
            if !ids.insert(id).inserted { problems.append("id \(quoted(id)) stands twice") }
          case .link: follow(value(), from: folders)
          case .reference:
            references += value().split(separator: " ").map(String.init)
          case .other: break
          }
        }
      }
    }
    for id in references where !ids.contains(id) {
      problems.append("an attribute refers to the id \(quoted(id)), which is not on the page")
    }
  }

  // MARK: Attributes

  private enum Role {
    case identity
    case link
    case reference
    case other
  }

  private static func role(of name: Slice<UnsafeBufferPointer<UInt8>>) -> Role {
    // Nearly all attributes are classes: their first letters decide.
    switch name.first {
    case UInt8(ascii: "i"): name.elementsEqual("id".utf8) ? .identity : .other
    case UInt8(ascii: "h"):
      name.elementsEqual("href".utf8)
        ? .link : name.elementsEqual("headers".utf8) ? .reference : .other
    case UInt8(ascii: "s"): name.elementsEqual("src".utf8) ? .link : .other
    case UInt8(ascii: "f"): name.elementsEqual("for".utf8) ? .reference : .other
    case UInt8(ascii: "p"): name.elementsEqual("popovertarget".utf8) ? .reference : .other
    case UInt8(ascii: "a"):
      idReferences.contains { name.elementsEqual($0.utf8) } ? .reference : .other
    default: .other
    }
  }

  private static let idReferences = [
    "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
  ]

  // MARK: Links

  private mutating func follow(
    _ link: String, from folders: ArraySlice<Substring>
  ) {
    linkCount += 1
    // A colon before any slash is a scheme: the link leaves the site.
    if let colon = link.utf8.firstIndex(where: { ":/#?".utf8.contains($0) }),
      link.utf8[colon] == Byte.colon
    {
      return
    }
    let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let written = parts.first.map(String.init) ?? ""
    var path = path
    if !written.isEmpty {
      guard let resolved = Self.resolve(written, from: folders) else {
        problems.append("link \(quoted(link)) leads out of the site")
        return
      }
      path = resolved
      files.append(File(path: path, written: link))
    }
    if parts.count > 1, !parts[1].isEmpty {
      anchors.append(
        Anchor(page: path, anchor: PercentEncoding.decoded(String(parts[1])), written: link))
    }
  }

  /// The path from the site's root; nil when it goes above.
  private static func resolve(_ link: String, from folders: ArraySlice<Substring>) -> String? {
    var parts = Array(folders)
    for part in link.split(separator: "/", omittingEmptySubsequences: false) {
      switch part {
      case "..":
        guard parts.popLast() != nil else { return nil }
      case ".": break
      default: parts.append(part)
      }
    }
    return PercentEncoding.decoded(parts.joined(separator: "/"))
  }
}

/// URLs as they are read.
enum PercentEncoding {
  /// The text that a part of a URL stands for; bytes that are not UTF-8 are replaced.
  static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let high = hexDigit(rest.first),
        let low = hexDigit(rest.dropFirst().first)
      {
        bytes.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8?) -> UInt8? {
    guard let byte else { return nil }
    if Byte.isDigit(byte) { return byte - UInt8(ascii: "0") }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}
