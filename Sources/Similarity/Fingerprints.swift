/// The fingerprints of a text: some of its runs of tokens, chosen so that texts that share a passage
/// choose the same (robust winnowing; see ``Thresholds``).
struct Fingerprints {
  /// The hash of a run that is never chosen.
  static let leftOut = UInt64.max

  /// The hashes of all runs of `noise` tokens, by their first token.
  ///
  /// A run that reaches from one file into the next is left out.
  static func runs(of tokens: [SwiftToken], noise: Int) -> [UInt64] {
    guard tokens.count >= noise else { return [] }
    // A polynomial in an odd base; the power is that of the token which leaves the run.
    let base: UInt64 = 0x9E37_79B9_7F4A_7C15
    var power: UInt64 = 1
    for _ in 1..<max(noise, 1) { power = power &* base }
    var hashes: [UInt64] = []
    hashes.reserveCapacity(tokens.count - noise + 1)
    var hash: UInt64 = 0
    for index in tokens.indices {
      if index >= noise { hash = hash &- mixed(UInt64(tokens[index - noise].code)) &* power }
      hash = hash &* base &+ mixed(UInt64(tokens[index].code))
      let first = index - noise + 1
      if first < 0 { continue }
      let isWhole = tokens[first].file == tokens[index].file
      hashes.append(isWhole ? min(mixed(hash), leftOut - 1) : leftOut)
    }
    return hashes
  }

  /// The places of the runs that are chosen: of each window the least; of equal ones the one that the
  /// window before has chosen, or else the last.
  static func chosen(of hashes: [UInt64], window: Int) -> [Int] {
    var places: [Int] = []
    var least = -1
    let first = min(window, hashes.count) - 1
    guard first >= 0 else { return [] }
    for end in first..<hashes.count {
      let start = max(0, end - window + 1)
      if least < start {
        least = start
        for index in start...end where hashes[index] <= hashes[least] { least = index }
      } else if hashes[end] < hashes[least] {
        least = end
      } else {
        continue
      }
      if hashes[least] != leftOut { places.append(least) }
    }
    return places
  }

  /// SplitMix64's last step: every bit of a number changes about half of the result's.
  private static func mixed(_ number: UInt64) -> UInt64 {
    var value = number &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
