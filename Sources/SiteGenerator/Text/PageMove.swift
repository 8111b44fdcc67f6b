import Diagnostics
import Markup

/// Moves the content of a lesson's page into the page of the whole course.
struct PageMove {
  private let from: PageAddress
  /// The lessons by the links that lead to them.
  private let lessons: [String: String]

  /// Prepares the links of a page.
  init(from: PageAddress, map: SiteMap) {
    self.from = from
    lessons = Dictionary(
      map.lessonIDs.map { (from.url(to: .lesson($0)).description, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The attributes that hold ids of the page.
  private static let idLists: Set<String> = [
    "id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers",
    "list",
  ]

  /// What stands before the ids of a lesson.
  private static func prefix(_ lesson: String) -> String { "\(lesson)--" }

  /// The id of the lesson's part of the whole page.
  var top: String {
    if case .lesson(let lesson) = from { Self.prefix(lesson) + "top" } else { "top" }
  }

  /// The content with other ids, links and heading levels.
  func moved(_ html: String) -> String {
    guard case .lesson(let lesson) = from else { return html }
    let bytes = Array(html.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    bytes.withUnsafeBufferPointer { buffer in
      var copied = 0
      func copy(to end: Int) {
        result += buffer[copied..<end]
        copied = end
      }
      var scanner = TagScanner(buffer)
      while let name = scanner.next() {
        // Inside of what was left out.
        if name.lowerBound < copied { continue }
        if buffer[name].elementsEqual("nav".utf8) {
          copy(to: name.lowerBound - 1)
          let end = buffer[copied...].range(of: "</nav>")?.upperBound
          copied = end ?? buffer.count
          continue
        }
        // With a name each would be a landmark, and there would be as many of one name as lessons.
        let isSection = buffer[name].elementsEqual("section".utf8)
        if let level = Self.headingLevel(buffer[name]) {
          copy(to: name.upperBound - 1)
          result.append(UInt8(ascii: "0") + level + 1)
          copied = name.upperBound
        }
        for attribute in scanner.attributes where !attribute.value.isEmpty {
          let key = String(decoding: buffer[attribute.name], as: UTF8.self)
          let value = String(decoding: buffer[attribute.value], as: UTF8.self)
          let new: String
          if isSection, key == "aria-labelledby" {
            copy(to: attribute.name.lowerBound - 1)
            copied = attribute.value.upperBound + 1
            continue
          } else if key == "href" {
            new = link(value, in: lesson)
          } else if Self.idLists.contains(key) {
            new = value.split(separator: " ").map { Self.prefix(lesson) + $0 }
              .joined(separator: " ")
          } else {
            continue
          }
          copy(to: attribute.value.lowerBound)
          result += new.utf8
          copied = attribute.value.upperBound
        }
      }
      copy(to: buffer.count)
    }
    return Self.closingHeadings(result)
  }

  private static func headingLevel(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8? {
    guard name.count == 2, name.first == UInt8(ascii: "h"), let digit = name.last,
      (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(digit)
    else { return nil }
    return digit - UInt8(ascii: "0")
  }

  /// The end tags of headings one level down, as the start tags are already.
  private static func closingHeadings(_ bytes: [UInt8]) -> String {
    var bytes = bytes
    for index in bytes.indices.dropLast(4)
    where bytes[index] == UInt8(ascii: "<") && bytes[index + 1] == UInt8(ascii: "/")
      && bytes[index + 2] == UInt8(ascii: "h") && bytes[index + 4] == UInt8(ascii: ">")
      && (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(bytes[index + 3])
    {
      bytes[index + 3] += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A link of the lesson's page as the whole page has it.
  private func link(_ written: String, in lesson: String) -> String {
    if let anchor = written.dropping("#") { return "#" + Self.prefix(lesson) + anchor }
    let parts = written.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    if let other = lessons[String(parts[0])] {
      return "#" + Self.prefix(other) + (parts.count > 1 ? String(parts[1]) : "top")
    }
    // A lesson lies one folder deeper than the whole course.
    return written.dropping("../").map(String.init) ?? written
  }
}
