internal import ArgumentParser

/// Holds an option's number to what makes sense.
///
/// - Throws: `ValidationError`, which names the option and its range.
func requireRange<Number: BinaryInteger>(
  _ number: Number, _ range: ClosedRange<Number>, of option: String
) throws(ValidationError) {
  guard !range.contains(number) else { return }
  throw ValidationError(
    "\(option) is a number from \(range.lowerBound) to \(range.upperBound), not \(number).")
}
