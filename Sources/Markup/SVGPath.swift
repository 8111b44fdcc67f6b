/// The outline of a `path`, from absolute coordinates.
package struct SVGPath: Sendable, CustomStringConvertible {
  /// The outline as the attribute `d` spells it.
  package private(set) var description = ""

  package init() {}

  /// Lifts the pen and goes to a point.
  package mutating func move(x: Double, y: Double) { append("M", [x, y]) }

  /// Draws a straight line to a point.
  package mutating func line(x: Double, y: Double) { append("L", [x, y]) }

  /// Draws a cubic curve to a point, by way of two control points.
  package mutating func curve(
    x1: Double, y1: Double, x2: Double, y2: Double, x: Double, y: Double
  ) {
    append("C", [x1, y1, x2, y2, x, y])
  }

  /// Draws a line back to where the pen was last put down.
  package mutating func close() { append("Z", []) }

  private mutating func append(_ command: String, _ numbers: [Double]) {
    if !description.isEmpty { description += " " }
    description += ([command] + numbers.map(SVGNumber.text)).joined(separator: " ")
  }
}

/// Numbers as SVG reads them.
enum SVGNumber {
  /// The number with at most three decimals and no exponent; one that is not finite is 0.
  static func text(_ value: Double) -> String {
    // Beyond this no drawing means anything, and the conversion below must not trap.
    let limit = 1_000_000_000.0
    guard value.isFinite else { return "0" }
    // Conversion cuts towards zero, so half a thousandth is added away from it.
    let thousandths = Int64(min(max(value, -limit), limit) * 1000 + (value < 0 ? -0.5 : 0.5))
    let whole = thousandths.magnitude / 1000
    let fraction = thousandths.magnitude % 1000
    var text = (thousandths < 0 ? "-" : "") + String(whole)
    if fraction > 0 {
      var digits = String(1000 + fraction).dropFirst()
      while digits.last == "0" { digits.removeLast() }
      text += "." + digits
    }
    return text
  }
}
