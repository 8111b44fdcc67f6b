internal import Spelling

/// The candidate that a mistyped word was probably meant to be, letter case ignored.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known.
/// - Returns: The nearest candidate, or nil when none is near.
package func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  func letters(_ word: String) -> [Unicode.Scalar] { Array(word.lowercased().unicodeScalars) }
  let words = Array(candidates)
  return Spelling.nearest(to: letters(word), among: words.map(letters)).map { words[$0] }
}

/// The help for a word that isn't known: the nearest known word, or all of them.
///
/// - Parameters:
///   - word: What was written.
///   - candidates: What is known, in the order in which it is listed.
///   - noun: What one of them is called in the plural, such as "keys".
/// - Returns: One line for ``Diagnostic/help``, or nil without candidates.
package func suggestion(for word: String, in candidates: [String], listedAs noun: String)
  -> String?
{
  if let near = nearest(to: word, in: candidates) { return "did you mean \(quoted(near))?" }
  guard !candidates.isEmpty else { return nil }
  let listed = candidates.prefix(suggestionsListedMax).map { quoted($0) }
  let rest = candidates.count - listed.count
  let tail = rest > 0 ? " and \(rest) more" : ""
  return "known \(noun) are \(listed.joined(separator: ", "))\(tail)"
}

/// The most candidates that a help lists.
private let suggestionsListedMax = 32
