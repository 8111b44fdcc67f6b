/// The difference of two texts, line by line, as people read it.
///
///       [2] getpid() = 2
///     - [2] exit_group(0) = ?
///     + [2] exit_group(1) = ?
///
/// - Parameters:
///   - old: The recorded text; its lines that are gone start with `-`.
///   - new: The text of now; its lines that are new start with `+`.
/// - Returns: The changed lines with up to two lines around each change; empty for equal texts.
func lineDifference(from old: String, to new: String) -> String {
  let oldLines = lines(of: old)
  let newLines = lines(of: new)
  var gone = Set<Int>()
  var added = Set<Int>()
  for change in newLines.difference(from: oldLines) {
    switch change {
    case .remove(let offset, _, _): gone.insert(offset)
    case .insert(let offset, _, _): added.insert(offset)
    }
  }
  var shown: [(text: String, isChange: Bool)] = []
  var left = 0
  var right = 0
  while left < oldLines.count || right < newLines.count {
    if gone.contains(left) {
      shown.append(("- \(oldLines[left])", true))
      left += 1
    } else if added.contains(right) {
      shown.append(("+ \(newLines[right])", true))
      right += 1
    } else {
      shown.append(("  \(oldLines[left])", false))
      left += 1
      right += 1
    }
  }
  return excerpt(of: shown)
}

/// The most lines of each text that are compared: the work grows with the product of lines and
/// changes.
private let comparedLinesMax = 2_000
/// The lines around a change that are shown.
private let contextLines = 2
/// The most lines that a difference shows.
private let differenceLinesMax = 40

private func excerpt(of lines: [(text: String, isChange: Bool)]) -> String {
  let changes = lines.indices.filter { lines[$0].isChange }
  var result: [String] = []
  var last = -1
  for index in lines.indices where changes.contains(where: { abs($0 - index) <= contextLines }) {
    if index > last + 1, !(result.isEmpty && index == 0) { result.append("  ...") }
    result.append(lines[index].text)
    last = index
  }
  if last >= 0, last < lines.count - 1 { result.append("  ...") }
  guard result.count > differenceLinesMax else { return result.joined(separator: "\n") }
  let rest = result.count - differenceLinesMax
  return result.prefix(differenceLinesMax).joined(separator: "\n") + "\n  ... \(rest) more lines"
}

private func lines(of text: String) -> [Substring] {
  var lines = text.split(
    separator: "\n", maxSplits: comparedLinesMax, omittingEmptySubsequences: false)
  // What is left after the limit stands for itself, in one line.
  if lines.count > comparedLinesMax { lines[comparedLinesMax] = "..." }
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}
