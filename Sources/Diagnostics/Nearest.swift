/// The candidate that a mistyped word was probably meant to be.
///
/// Distance is that of Damerau and Levenshtein with adjacent transpositions, letter case ignored;
/// a third of the word, and at least one character, may differ. Of equally near candidates the
/// first one wins.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known.
/// - Returns: The nearest candidate, or nil when none is near.
/// - Complexity: O(candidates x length²), with lengths limited to 64 scalars.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased().unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= suggestionScalarsMax else { return nil }
  let tolerance = max(1, wanted.count / 3)
  var best: (distance: Int, word: String)?
  for candidate in candidates {
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard letters.count <= suggestionScalarsMax, abs(letters.count - wanted.count) <= tolerance
    else { continue }
    let distance = editDistance(wanted, letters)
    // A word with nothing of the candidate left in it is no misspelling of it.
    guard distance <= tolerance, distance < letters.count else { continue }
    if distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.word
}

/// The help for a word that isn't known: the nearest known word, or all of them.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known, in the order in which it is listed.
///   - noun: What one of them is called in the plural, such as "keys".
/// - Returns: One line for ``Diagnostic/help``, or nil without candidates.
package func suggestion(for word: String, in candidates: [String], listedAs noun: String)
  -> String?
{
  if let near = nearest(to: word, in: candidates) { return "did you mean \(quoted(near))?" }
  guard !candidates.isEmpty else { return nil }
  let listed = candidates.prefix(suggestionsListedMax).map { quoted($0) }
  let rest = candidates.count - listed.count
  let tail = rest > 0 ? " and \(rest) more" : ""
  return "known \(noun) are \(listed.joined(separator: ", "))\(tail)"
}

/// Longer words get no suggestion: nobody mistypes them, programs make them.
private let suggestionScalarsMax = 64

/// The most candidates that a help lists.
private let suggestionsListedMax = 32

/// The edits (insert, delete, replace, swap neighbours) that make one word into the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for row in 0..<left.count {
    var current = [Int](repeating: 0, count: right.count + 1)
    current[0] = row + 1
    for column in 0..<right.count {
      let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
      var distance = min(replaced, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        distance = min(distance, beforePrevious[column - 1] + 1)
      }
      current[column + 1] = distance
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[right.count]
}
