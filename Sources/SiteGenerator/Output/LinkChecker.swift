package import Diagnostics
import Markup

/// Follows every link of a site that stays in it: the file must be there, and the anchor in it.
///
/// Links of Markdown are resolved at their place in the lesson before; this is the net under them
/// and under the theme's templates. It checks what refers to an id within a page too, and that no id
/// stands twice.
package struct LinkChecker {
  /// What one page offers and wants.
  private struct Page {
    var path: String
    var ids: Set<String> = []
    /// Links with a fragment that lead into a page: its path, the fragment, and what was written.
    var anchors: [(page: String, anchor: String, written: String)] = []
    /// Links to files: the path, and what was written.
    var files: [(path: String, written: String)] = []
  }

  private var pages: [Page] = []
  private var files: Set<String>
  package private(set) var diagnostics = DiagnosticList()
  /// The links that were looked at.
  package private(set) var linkCount = 0

  /// Makes a checker for a site that has these files besides its pages.
  package init(files: [String]) {
    self.files = Set(files)
  }

  /// Reads a page.
  package mutating func add(_ html: [UInt8], path: String) {
    files.insert(path)
    var page = Page(path: path)
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
            if !page.ids.insert(id).inserted { report("id \(quoted(id)) stands twice", in: path) }
          case .link: follow(value(), from: folders, in: &page)
          case .reference:
            references += value().split(separator: " ").map(String.init)
          case .other: break
          }
        }
      }
    }
    for id in references where !page.ids.contains(id) {
      report("an attribute refers to the id \(quoted(id)), which is not on the page", in: path)
    }
    pages.append(page)
  }

  /// Compares what all pages want with what they offer.
  package mutating func finish() {
    var idsByPath: [String: Set<String>] = [:]
    for page in pages { idsByPath[page.path] = page.ids }
    for page in pages {
      for link in page.files where !files.contains(link.path) {
        report(
          "link \(quoted(link.written)) leads to \(quoted(link.path)), which is not there",
          in: page.path)
      }
      for link in page.anchors where idsByPath[link.page]?.contains(link.anchor) == false {
        report(
          "link \(quoted(link.written)) leads to an anchor that \(quoted(link.page)) does not have",
          in: page.path)
      }
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
    _ link: String, from folders: ArraySlice<Substring>, in page: inout Page
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
    var path = page.path
    if !written.isEmpty {
      guard let resolved = Self.resolve(written, from: folders) else {
        return report("link \(quoted(link)) leads out of the site", in: page.path)
      }
      path = resolved
      page.files.append((path, link))
    }
    if parts.count > 1, !parts[1].isEmpty {
      page.anchors.append((path, PercentEncoding.decoded(String(parts[1])), link))
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

  private mutating func report(_ message: String, in path: String) {
    diagnostics.append(Diagnostic(location: SourceLocation(path: path), message: message))
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
