/// Random cases that are the same for every student of a class, and differ from class to class.
///
/// The seed is the class's secret and the test's id: nobody can compute the answers beforehand,
/// and nobody is luckier than another. The generator is SplitMix64 (Steele, Lea and Flood, 2014).
public struct CaseGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator for one test of one class.
  package init(secret: String, test: String) {
    // FNV-1a, 64 bits, over both names.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(secret)\u{0}\(test)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    state = hash
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
