internal import Spelling

/// The candidate that a mistyped word was probably meant to be, letter case ignored.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known.
/// - Returns: The index of the nearest candidate, or nil when none is near.
func nearest(to word: ArraySlice<UInt8>, among candidates: [ArraySlice<UInt8>]) -> Int? {
  func letters(_ word: ArraySlice<UInt8>) -> [UInt8] {
    word.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }
  return Spelling.nearest(to: letters(word), among: candidates.map(letters))
}
