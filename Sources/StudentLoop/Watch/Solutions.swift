import Courseware
import Foundation

extension SolutionView {
  /// The lines around a change that are shown with it.
  private static let linesAround = 2
  /// The most lines of a file that are compared.
  private static let linesMax = 2_000

  /// A solution, and how it differs from the student's file or from the first solution.
  ///
  /// - Parameters:
  ///   - files: The solutions.
  ///   - index: Which one is shown.
  ///   - own: The student's text.
  init(of files: [CoursePath], index: Int, comparedWith own: String) {
    let text = Self.text(of: files[index])
    var lines: [ScreenLine]
    if index == 0 {
      lines = [
        ScreenLine("The solution", .heading),
        ScreenLine("- only in yours, + only in the solution", .faint), .empty,
      ]
      lines += Self.difference(from: own, to: text)
    } else {
      lines = [ScreenLine("Another solution, of a different shape", .heading)]
      lines += Self.opening(of: text).map { ScreenLine($0) }
      lines += [ScreenLine("- only in the first, + only in this one", .faint), .empty]
      lines += Self.difference(from: Self.text(of: files[0]), to: text)
    }
    lines += [.empty, ScreenLine("The whole file", .heading)]
    lines += Self.rows(of: text).map { ScreenLine("  " + $0, .code, hanging: 6) }
    let next = index + 1 < files.count ? "s: another solution, " : ""
    lines += [.empty, ScreenLine(next + "esc: back", .faint)]
    self.init(index: index, count: files.count, lines: lines)
  }

  private static func text(of file: CoursePath) -> String {
    (try? String(contentsOf: file.url, encoding: .utf8)) ?? ""
  }

  private static func rows(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).prefix(linesMax).map(String.init)
  }

  /// The comment with which a file opens: its author's word on what is different.
  private static func opening(of text: String) -> [String] {
    rows(of: text).prefix { $0.hasPrefix("//") }
      .map { String($0.drop { $0 == "/" }).trimmed }
  }

  /// The changed lines of two texts with some lines around each.
  private static func difference(from old: String, to new: String) -> [ScreenLine] {
    let (left, right) = (rows(of: old), rows(of: new))
    var gone = Set<Int>()
    var added = Set<Int>()
    for change in right.difference(from: left) {
      switch change {
      case .remove(let offset, _, _): gone.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    guard !gone.isEmpty || !added.isEmpty else { return [ScreenLine("They are the same.")] }
    var all: [(line: ScreenLine, isChange: Bool)] = []
    var (old, new) = (0, 0)
    while old < left.count || new < right.count {
      if gone.contains(old) {
        all.append((ScreenLine("- " + left[old], .bad, hanging: 4), true))
        old += 1
      } else if added.contains(new) {
        all.append((ScreenLine("+ " + right[new], .good, hanging: 4), true))
        new += 1
      } else {
        all.append(
          (ScreenLine("  " + (old < left.count ? left[old] : ""), .faint, hanging: 4), false))
        old += 1
        new += 1
      }
    }
    var isNear = [Bool](repeating: false, count: all.count)
    for index in all.indices where all[index].isChange {
      for near in max(0, index - linesAround)...min(all.count - 1, index + linesAround) {
        isNear[near] = true
      }
    }
    var shown: [ScreenLine] = []
    for index in all.indices {
      if isNear[index] {
        shown.append(all[index].line)
      } else if index > 0, isNear[index - 1] {
        shown.append(ScreenLine("  …", .faint))
      }
    }
    return shown
  }
}
