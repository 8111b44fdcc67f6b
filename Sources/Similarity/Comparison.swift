/// The works of a class at one exercise, compared with one another.
///
/// Theory of operation. Every work is reduced to fingerprints. All of them are sorted by their value, so
/// that who shares one stands together; no two works are ever held against each other that share
/// nothing. What more than half of the class shares is no sign of anything and left out, as is what
/// the course hands out. The pairs are counted a work at a time, so the memory is that of the class and
/// not of its square.
package struct Comparison: Sendable {
  /// Two works that share something.
  package struct Pair: Equatable, Sendable {
    /// The places of the works, the smaller first.
    package let left: Int
    package let right: Int
    /// The fingerprints that both have.
    package let shared: Int
    /// The share of each one's fingerprints that these are, from 0 to 1.
    package let leftCoverage: Double
    package let rightCoverage: Double

    /// What pairs are ranked by: the shared fingerprints times the mean of both coverages.
    ///
    /// A long text shares a little with many,
    /// and a short one much by chance.
    package var weight: Double { Double(shared) * (leftCoverage + rightCoverage) / 2 }
  }

  private let works: [[[UInt8]]]
  private let handedOut: HandedOutCode
  /// The fingerprints that most of the class shares.
  private let common: Set<UInt64>
  /// The pairs that share most, the first before the others.
  package let pairs: [Pair]
  /// How many works are longer than what is compared of one.
  package let cut: Int

  /// Compares works.
  ///
  /// - Parameters:
  ///   - works: The files of each, in the order in which they are told.
  ///   - handedOut: What does not count.
  ///   - pairsMax: How many pairs are kept.
  ///   - sharedMin: The fewest shared fingerprints of a pair that is kept.
  package init(
    of works: [[[UInt8]]], without handedOut: HandedOutCode, pairsMax: Int, sharedMin: Int = 1
  ) {
    var postings: [Posting] = []
    var cut = 0
    for (place, files) in works.enumerated() {
      let text = CutText(files, handedOut)
      if text.isCut { cut += 1 }
      for hash in Set(text.fingerprints.map(\.hash)) {
        postings.append(Posting(hash: hash, work: Int32(truncatingIfNeeded: place)))
      }
    }
    postings.sort { ($0.hash, $0.work) < ($1.hash, $1.work) }
    let most = min(
      max(SimilarityLimits.sharersMin, works.count / 2), SimilarityLimits.sharersMax)
    var common: Set<UInt64> = []
    var totals = [Int](repeating: 0, count: works.count)
    // By work: where what it shares with later works begins and ends among the postings.
    var later = [[Range<Int>]](repeating: [], count: works.count)
    var first = 0
    while first < postings.count {
      var end = first + 1
      while end < postings.count, postings[end].hash == postings[first].hash { end += 1 }
      if end - first > most {
        common.insert(postings[first].hash)
      } else {
        for index in first..<end {
          let work = Int(postings[index].work)
          totals[work] += 1
          if index + 1 < end { later[work].append((index + 1)..<end) }
        }
      }
      first = end
    }
    self.works = works
    self.cut = cut
    self.handedOut = handedOut
    self.common = common
    pairs = Self.ranked(postings, later, totals, pairsMax: pairsMax, sharedMin: sharedMin)
  }

  /// One fingerprint of one work.
  private struct Posting {
    let hash: UInt64
    let work: Int32
  }

  private static func ranked(
    _ postings: [Posting], _ later: [[Range<Int>]], _ totals: [Int], pairsMax: Int,
    sharedMin: Int
  ) -> [Pair] {
    var best: [Pair] = []
    var counts = [Int32](repeating: 0, count: totals.count)
    var touched: [Int32] = []
    for left in totals.indices {
      for range in later[left] {
        for index in range {
          let right = postings[index].work
          if counts[Int(right)] == 0 { touched.append(right) }
          counts[Int(right)] += 1
        }
      }
      for right in touched.sorted() {
        let shared = Int(counts[Int(right)])
        counts[Int(right)] = 0
        if shared < sharedMin { continue }
        best.append(
          Pair(
            left: left, right: Int(right), shared: shared,
            leftCoverage: Double(shared) / Double(totals[left]),
            rightCoverage: Double(shared) / Double(totals[Int(right)])))
      }
      touched.removeAll(keepingCapacity: true)
      // Now and then only: sorting a few thousand pairs costs less than a heap of them.
      if best.count > 4 * pairsMax + 4_096 { best = first(pairsMax, of: best) }
    }
    return first(pairsMax, of: best)
  }

  private static func first(_ count: Int, of pairs: [Pair]) -> [Pair] {
    Array(
      pairs.sorted {
        $0.weight == $1.weight
          ? ($0.left, $0.right) < ($1.left, $1.right) : $0.weight > $1.weight
      }.prefix(count))
  }

  /// The passages that two works share, in the order of the left one.
  ///
  /// - Precondition: The pair is one of this comparison.
  package func passages(of pair: Pair) -> [Passage] {
    Passage.shared(
      by: CutText(works[pair.left], handedOut, common),
      and: CutText(works[pair.right], handedOut, common), noise: handedOut.thresholds.noise)
  }
}
