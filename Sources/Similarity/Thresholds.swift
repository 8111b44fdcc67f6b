/// What a passage must have to be noticed (Schleimer, Wilkerson and Aiken, "Winnowing: local
/// algorithms for document fingerprinting", SIGMOD 2003, section 3).
package struct Thresholds: Sendable {
  /// The noise threshold, their `k`, in tokens: nothing shorter is ever a match.
  package let noise: Int
  /// The guarantee threshold, their `t`, in tokens: of every run of so many tokens that two texts
  /// share, at least one fingerprint is the same.
  package let guarantee: Int

  /// - Precondition: `1 <= noise <= guarantee`.
  package init(noise: Int, guarantee: Int) {
    precondition(noise >= 1 && noise <= guarantee, "the guarantee is no shorter than the noise")
    self.noise = noise
    self.guarantee = guarantee
  }

  /// Two lines of Swift are noise, four are found.
  package static let standard = Thresholds(noise: 16, guarantee: 32)

  /// The runs of `noise` tokens of which one is chosen: their `w = t - k + 1`.
  var window: Int { guarantee - noise + 1 }
}

/// The limits of a comparison.
package enum SimilarityLimits {
  /// Tokens of one work that are compared: some two thousand lines.
  ///
  /// Later ones are not looked at.
  package static let tokensMax = 20_000
  /// Works that may share a fingerprint whatever the size of the class: fewer are no majority.
  package static let sharersMin = 4
  /// Works beyond which a fingerprint counts as common in a class of any size.
  package static let sharersMax = 1_000
  /// Places of one fingerprint in one work that are looked at when passages are put together.
  static let placesMax = 8
  /// Passages of one pair, the longest first.
  static let passagesMax = 200
}
