/// A link of a Markdown text to a part of the course.
struct CourseLink: Equatable {
  /// What it leads to.
  enum Target: Equatable {
    /// A lesson, or one of its sections.
    case lesson(String, section: String?)
    /// An exercise.
    case exercise(String)
    /// A word of the glossary.
    case term(String)
    /// A section of the same lesson.
    case section(String)
  }

  let target: Target
  /// The line in the text, from 1.
  let line: Int
  /// The column of the address in Unicode scalars, from 1.
  let column: Int
  /// The length of the address in Unicode scalars.
  let length: Int
}

/// Finds the course's own links in Markdown: `[text](lesson:02-fork-is-clone#rules)`,
/// `[text](exercise:01-tasks)`, `[text](#rules)`, and reference definitions of the same.
///
/// The linter needs their places, not a page; code, where brackets mean something else, is passed
/// over. The site parses the whole text and checks its links again.
struct CourseLinkScanner {
  private var links: [CourseLink] = []
  private var fence: Fence?

  /// An open block of code.
  private struct Fence {
    let mark: Unicode.Scalar
    let length: Int
  }

  /// The links of a text in their order.
  static func links(in text: String) -> [CourseLink] {
    var scanner = CourseLinkScanner()
    // Over scalars, since CR LF is one Character, and columns count scalars.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() { scanner.scan(Array(line), number: index + 1) }
    return scanner.links
  }

  private mutating func scan(_ line: [Unicode.Scalar], number: Int) {
    if let mark = fenceMark(of: line) {
      switch fence {
      case nil: fence = mark
      case let open? where open.mark == mark.mark && mark.length >= open.length: fence = nil
      default: break
      }
      return
    }
    guard fence == nil else { return }
    var position = 0
    while position < line.count {
      switch line[position] {
      case "\\": position += 2
      case "`": position = endOfCode(in: line, from: position)
      case "]":
        position += 1
        guard position < line.count, line[position] == "(" || line[position] == ":" else {
          continue
        }
        position += 1
        while position < line.count, line[position] == " " || line[position] == "<" {
          position += 1
        }
        position = takeAddress(in: line, from: position, number: number)
      default: position += 1
      }
    }
  }

  /// Three or more backticks or tildes at the start of a line, indented by at most three spaces.
  private func fenceMark(of line: [Unicode.Scalar]) -> Fence? {
    let indent = line.prefix { $0 == " " }.count
    guard indent <= 3, indent < line.count else { return nil }
    let mark = line[indent]
    guard mark == "`" || mark == "~" else { return nil }
    let length = line[indent...].prefix { $0 == mark }.count
    return length >= 3 ? Fence(mark: mark, length: length) : nil
  }

  /// The position after a code span; after the backticks when nothing closes them on the line.
  private func endOfCode(in line: [Unicode.Scalar], from start: Int) -> Int {
    let length = line[start...].prefix { $0 == "`" }.count
    var position = start + length
    while position < line.count {
      guard line[position] == "`" else {
        position += 1
        continue
      }
      let closing = line[position...].prefix { $0 == "`" }.count
      position += closing
      if closing == length { return position }
    }
    return start + length
  }

  /// Takes the address of a link if it leads into the course.
  private mutating func takeAddress(
    in line: [Unicode.Scalar], from start: Int, number: Int
  ) -> Int {
    let ends: [Unicode.Scalar] = [" ", "\t", "\r", ")", ">"]
    let end = line[start...].firstIndex { ends.contains($0) } ?? line.count
    var address = String.UnicodeScalarView()
    address.append(contentsOf: line[start..<end])
    if let target = target(of: String(address)) {
      links.append(
        CourseLink(target: target, line: number, column: start + 1, length: end - start))
    }
    return end
  }

  private func target(of address: String) -> CourseLink.Target? {
    if address.hasPrefix("#") { return .section(String(address.dropFirst())) }
    if address.hasPrefix("exercise:") {
      return .exercise(String(address.dropFirst("exercise:".count)))
    }
    if address.hasPrefix("term:") { return .term(String(address.dropFirst("term:".count))) }
    guard address.hasPrefix("lesson:") else { return nil }
    let parts = address.dropFirst("lesson:".count)
      .split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    return .lesson(String(parts[0]), section: parts.count > 1 ? String(parts[1]) : nil)
  }
}
