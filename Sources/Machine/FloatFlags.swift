/// The exceptions that operations have raised: the field `fflags` of `fcsr`.
///
/// An operation only ever adds flags; the program clears them.
///
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table 11.2.
package struct FloatFlags: OptionSet, Hashable, Sendable {
  /// The bits, as in `fflags`.
  package var rawValue: UInt8

  /// Flags from their bits.
  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The result was rounded (`NX`).
  package static var inexact: FloatFlags { FloatFlags(rawValue: 1) }
  /// The result was rounded, and less than every normal number even after that (`UF`).
  package static var underflow: FloatFlags { FloatFlags(rawValue: 2) }
  /// The rounded result was more than the greatest finite number (`OF`).
  package static var overflow: FloatFlags { FloatFlags(rawValue: 4) }
  /// A finite number was divided by zero (`DZ`).
  package static var divideByZero: FloatFlags { FloatFlags(rawValue: 8) }
  /// The operation has no result, or was given a signaling NaN (`NV`).
  package static var invalid: FloatFlags { FloatFlags(rawValue: 16) }
}
