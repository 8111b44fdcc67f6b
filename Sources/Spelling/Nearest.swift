/// Which of some words a mistyped word was probably meant to be.
///
/// A third of the word, and at least one letter, may differ; of equally near candidates the first one
/// wins. The distance is that of Damerau and Levenshtein with neighbours swapped. Letters are compared as
/// they are: who ignores their case gives all of them in one.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known.
/// - Returns: The index of the nearest candidate, or nil when none is near.
/// - Complexity: O(candidates x length²), with lengths limited to 64 letters.
package func nearest<Letter: Equatable>(to word: [Letter], among candidates: [[Letter]]) -> Int? {
  guard !word.isEmpty, word.count <= lettersMax else { return nil }
  let tolerance = max(1, word.count / 3)
  var best: Int?
  var bestDistance = tolerance + 1
  for (index, candidate) in candidates.enumerated()
  where candidate.count <= lettersMax && abs(candidate.count - word.count) <= tolerance {
    let distance = editDistance(word, candidate)
    // A word with nothing of the candidate left in it is no misspelling of it.
    if distance < bestDistance, distance < candidate.count {
      best = index
      bestDistance = distance
    }
  }
  return best
}

/// Longer words are near to none: nobody mistypes them, programs make them.
private var lettersMax: Int { 64 }

/// The edits (insert, delete, replace, swap neighbours) that make one word into the other.
private func editDistance<Letter: Equatable>(_ left: [Letter], _ right: [Letter]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for row in left.indices {
    var current = [Int](repeating: 0, count: right.count + 1)
    current[0] = row + 1
    for column in right.indices {
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
