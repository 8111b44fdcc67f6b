/// The candidate that a mistyped word was probably meant to be.
///
/// A third of the word, and at least one character, may differ; of equally near candidates the first
/// one wins. The distance is that of Damerau and Levenshtein with neighbours swapped.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known.
/// - Returns: The index of the nearest candidate, or nil when none is near.
func nearest(to word: ArraySlice<UInt8>, among candidates: [ArraySlice<UInt8>]) -> Int? {
  guard !word.isEmpty, word.count <= 64 else { return nil }
  let tolerance = max(1, word.count / 3)
  var best: Int?
  var bestDistance = tolerance + 1
  for (index, candidate) in candidates.enumerated()
  where candidate.count <= 64 && abs(candidate.count - word.count) <= tolerance {
    let distance = editDistance(word, candidate)
    if distance < bestDistance, distance < candidate.count {
      best = index
      bestDistance = distance
    }
  }
  return best
}

/// The edits (insert, delete, replace, swap neighbours) that make one word into the other.
private func editDistance(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
  let left = Array(left)
  let right = Array(right)
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for row in left.indices {
    var current = [Int](repeating: 0, count: right.count + 1)
    current[0] = row + 1
    for column in right.indices {
      let replaced = previous[column] + (left[row] | 32 == right[column] | 32 ? 0 : 1)
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
