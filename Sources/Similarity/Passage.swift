/// A passage that two works share.
package struct Passage: Equatable, Sendable {
  /// Where it is in one of the works.
  package struct Place: Equatable, Sendable {
    /// The file's place in the work.
    package let file: Int
    /// The lines, from 1.
    package let lines: ClosedRange<Int>
  }

  package let left: Place
  package let right: Place
  /// The tokens that it has.
  package let tokens: Int

  /// A run of equal tokens, by the places of its first ones.
  private struct Run {
    var left: Int
    var right: Int
    var count: Int
  }

  /// The passages of two texts: runs of equal tokens around equal fingerprints, no token in two of them.
  ///
  /// Longer runs are taken first, as in greedy string tiling (Wise 1993). Equal fingerprints that are
  /// no equal tokens, which chance allows, make none.
  static func shared(by left: CutText, and right: CutText, noise: Int) -> [Passage] {
    var runs = candidates(left, right, noise)
    runs.sort { ($1.count, $0.left, $0.right) < ($0.count, $1.left, $1.right) }
    var isTakenLeft = [Bool](repeating: false, count: left.tokens.count)
    var isTakenRight = [Bool](repeating: false, count: right.tokens.count)
    var taken: [Run] = []
    for run in runs where taken.count < SimilarityLimits.passagesMax {
      var rest = run
      // What is taken already, or handed out, at both ends.
      while rest.count > 0, isUseless(rest.left, rest.right) {
        rest.left += 1
        rest.right += 1
        rest.count -= 1
      }
      while rest.count > 0,
        isUseless(rest.left + rest.count - 1, rest.right + rest.count - 1)
      {
        rest.count -= 1
      }
      let isOpen = (0..<rest.count).allSatisfy {
        !isTakenLeft[rest.left + $0] && !isTakenRight[rest.right + $0]
      }
      if !isOpen || rest.count < max(1, noise / 2) { continue }
      for offset in 0..<rest.count {
        isTakenLeft[rest.left + offset] = true
        isTakenRight[rest.right + offset] = true
      }
      taken.append(rest)
    }
    func isUseless(_ leftToken: Int, _ rightToken: Int) -> Bool {
      isTakenLeft[leftToken] || isTakenRight[rightToken] || left.isLeftOut[leftToken]
        || right.isLeftOut[rightToken]
    }
    return taken.sorted { ($0.left, $0.right) < ($1.left, $1.right) }.map { run in
      Passage(
        left: place(run.left, run.count, left), right: place(run.right, run.count, right),
        tokens: run.count)
    }
  }

  private static func candidates(_ left: CutText, _ right: CutText, _ noise: Int) -> [Run] {
    let lefts = left.fingerprints.sorted { ($0.hash, $0.place) < ($1.hash, $1.place) }
    let rights = right.fingerprints.sorted { ($0.hash, $0.place) < ($1.hash, $1.place) }
    // The places of equal fingerprints, to be looked at in the order of the texts.
    var matches: [(diagonal: Int, left: Int)] = []
    var other = 0
    var index = 0
    while index < lefts.count {
      let hash = lefts[index].hash
      let mine = lefts[index...].prefix { $0.hash == hash }
      while other < rights.count, rights[other].hash < hash { other += 1 }
      let theirs = rights[other...].prefix { $0.hash == hash }
      for one in mine.prefix(SimilarityLimits.placesMax) {
        for two in theirs.prefix(SimilarityLimits.placesMax) {
          matches.append((two.place - one.place, one.place))
        }
      }
      index = mine.endIndex
    }
    matches.sort { ($0.diagonal, $0.left) < ($1.diagonal, $1.left) }
    var runs: [Run] = []
    for match in matches {
      if let last = runs.last, last.right - last.left == match.diagonal,
        match.left + noise <= last.left + last.count
      {
        continue
      }
      if let run = widened(match.left, match.left + match.diagonal, left, right, noise) {
        runs.append(run)
      }
    }
    return runs
  }

  /// The longest run of equal tokens around a match; nil if the match is none.
  private static func widened(
    _ leftPlace: Int, _ rightPlace: Int, _ left: CutText, _ right: CutText, _ noise: Int
  ) -> Run? {
    func isEqual(_ offset: Int) -> Bool {
      left.tokens[leftPlace + offset].code == right.tokens[rightPlace + offset].code
    }
    func mayWiden(_ offset: Int) -> Bool {
      let (one, two) = (leftPlace + offset, rightPlace + offset)
      return left.tokens.indices.contains(one) && right.tokens.indices.contains(two)
        && left.tokens[one].file == left.tokens[leftPlace].file
        && right.tokens[two].file == right.tokens[rightPlace].file
        && !left.isLeftOut[one] && !right.isLeftOut[two] && isEqual(offset)
    }
    guard (0..<noise).allSatisfy(isEqual) else { return nil }
    var start = 0
    while mayWiden(start - 1) { start -= 1 }
    var end = noise
    while mayWiden(end) { end += 1 }
    return Run(left: leftPlace + start, right: rightPlace + start, count: end - start)
  }

  private static func place(_ first: Int, _ count: Int, _ text: CutText) -> Place {
    let start = text.tokens[first]
    // A comment may stand between, but lines never run backwards in one file.
    let end = text.tokens[first + count - 1]
    return Place(
      file: Int(start.file), lines: Int(start.line)...max(Int(start.line), Int(end.lastLine)))
  }
}
