/// A work cut into tokens, with the fingerprints that count.
struct CutText {
  /// A chosen run of tokens.
  struct Fingerprint {
    let hash: UInt64
    /// The first token.
    let place: Int
  }

  let tokens: [SwiftToken]
  let fingerprints: [Fingerprint]
  /// For each token: whether a run over it is left out.
  let isLeftOut: [Bool]
  /// Whether the work has more tokens or fingerprints than are compared.
  let isCut: Bool

  /// Cuts a work.
  ///
  /// What is handed out is left out before runs are chosen: so of a passage that both have, the same
  /// runs remain to choose from, and the guarantee holds for all that is left.
  ///
  /// - Parameters:
  ///   - files: The files of the work.
  ///   - handedOut: What does not count.
  ///   - common: What the class shares. It is left out after runs were chosen, as it was found.
  init(_ files: [[UInt8]], _ handedOut: HandedOutCode, _ common: Set<UInt64> = []) {
    var tokens: [SwiftToken] = []
    for (place, file) in files.enumerated() {
      let room = SimilarityLimits.tokensMax - tokens.count
      if room <= 0 { break }
      tokens += SwiftTokenizer.tokens(
        of: file, file: Int32(truncatingIfNeeded: place), vocabulary: handedOut.vocabulary,
        tokensMax: room)
    }
    let noise = handedOut.thresholds.noise
    var runs = Fingerprints.runs(of: tokens, noise: noise)
    var isLeftOut = [Bool](repeating: false, count: tokens.count)
    var end = 0
    for index in runs.indices where handedOut.runs.contains(runs[index]) {
      runs[index] = Fingerprints.leftOut
      for token in max(end, index)..<(index + noise) { isLeftOut[token] = true }
      end = index + noise
    }
    let chosen = Fingerprints.chosen(of: runs, window: handedOut.thresholds.window)
    // What a work repeats counts once.
    let hashes = Set(chosen.map { runs[$0] })
    let isLarge = hashes.count > SimilarityLimits.fingerprintsMax
    let most =
      isLarge ? hashes.sorted()[SimilarityLimits.fingerprintsMax - 1] : Fingerprints.leftOut
    var fingerprints: [Fingerprint] = []
    for place in chosen where runs[place] <= most {
      if common.contains(runs[place]) {
        for token in place..<(place + noise) { isLeftOut[token] = true }
      } else {
        fingerprints.append(Fingerprint(hash: runs[place], place: place))
      }
    }
    self.tokens = tokens
    self.fingerprints = fingerprints
    self.isLeftOut = isLeftOut
    isCut = isLarge || tokens.count >= SimilarityLimits.tokensMax
  }
}
