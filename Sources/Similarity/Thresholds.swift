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
  /// Tokens of one work that are looked at: more than the largest submission holds, unless it is made of
  /// single signs.
  package static let tokensMax = 400_000
  /// Different fingerprints of one work that are compared: those of some two thousand lines.
  ///
  /// Of more, those with the least hashes are: they are spread over the whole work, so no padding in front
  /// pushes a copy out, and two works keep the same ones.
  package static let fingerprintsMax = 2_500
  /// Works that may share a fingerprint whatever the size of the class: fewer are no majority.
  package static let sharersMin = 4
  /// Works beyond which a fingerprint counts as common in a class of any size.
  package static let sharersMax = 1_000
  /// Places of one fingerprint in one work that are looked at when passages are put together.
  static let placesMax = 8
  /// Passages of one pair, the longest first.
  static let passagesMax = 200
}
