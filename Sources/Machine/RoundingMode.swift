/// How a result with more digits than its format holds is rounded.
///
/// The raw values are those of the `rm` field of an instruction and of `frm` in `fcsr`.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table 11.1.
package enum RoundingMode: UInt8, Sendable, CaseIterable {
  /// To the nearest; of two as near, to the one whose last digit is even (`RNE`).
  case nearestEven = 0
  /// Towards zero (`RTZ`).
  case towardZero = 1
  /// Towards minus infinity (`RDN`).
  case down = 2
  /// Towards plus infinity (`RUP`).
  case up = 3
  /// To the nearest; of two as near, to the one of the greater magnitude (`RMM`).
  case nearestAway = 4

  /// Whether the magnitude is rounded up.
  ///
  /// - Parameters:
  ///   - isNegative: The sign of the number.
  ///   - isOdd: Whether the last digit that stays is 1.
  ///   - rest: The digits that are dropped.
  ///   - half: What `rest` is in the middle between two numbers of the format.
  /// - Returns: Whether one is to be added to the last digit that stays; never when `rest` is 0.
  @inline(__always)
  package func increments(isNegative: Bool, isOdd: Bool, rest: UInt64, half: UInt64) -> Bool {
    switch self {
    case .nearestEven: rest > half || rest == half && isOdd
    case .nearestAway: rest >= half
    case .towardZero: false
    case .down: isNegative && rest != 0
    case .up: !isNegative && rest != 0
    }
  }
}
