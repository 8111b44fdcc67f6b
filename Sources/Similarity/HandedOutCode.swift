/// Code that says nothing when two have it: what the course hands out, and its solutions.
package struct HandedOutCode: Sendable {
  /// The names of members that the course uses: they stand for themselves.
  let vocabulary: Set<UInt64>
  /// The hashes of all runs of tokens, not of the chosen ones alone: where handed-out code ends, a
  /// submission may choose others.
  let runs: Set<UInt64>
  /// What all texts of a comparison are cut by.
  let thresholds: Thresholds

  /// Takes in files of Swift.
  package init(_ files: [[UInt8]] = [], thresholds: Thresholds = .standard) {
    var vocabulary: Set<UInt64> = []
    for file in files { vocabulary.formUnion(SwiftTokenizer.members(of: file)) }
    var runs: Set<UInt64> = []
    for file in files {
      let tokens = SwiftTokenizer.tokens(of: file, vocabulary: vocabulary)
      runs.formUnion(Fingerprints.runs(of: tokens, noise: thresholds.noise))
    }
    self.vocabulary = vocabulary
    self.runs = runs
    self.thresholds = thresholds
  }
}
