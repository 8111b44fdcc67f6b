/// Numbers as people read them.
enum Points {
  /// A number with at most two decimals: `8`, `7.5`, `0.33`.
  static func text(_ value: Double) -> String {
    let limit = 1_000_000_000.0
    guard value.isFinite else { return "0" }
    let hundredths = Int64(min(max(value, -limit), limit) * 100 + (value < 0 ? -0.5 : 0.5))
    let sign = hundredths < 0 ? "-" : ""
    let whole = hundredths.magnitude / 100
    let fraction = hundredths.magnitude % 100
    if fraction == 0 { return "\(sign)\(whole)" }
    let digits = fraction < 10 ? "0\(fraction)" : "\(fraction)"
    return "\(sign)\(whole).\(digits.hasSuffix("0") ? String(digits.dropLast()) : digits)"
  }

  /// A share as a whole percentage; 100 % and 0 % are only said when they are meant exactly.
  static func percent(_ part: Double, of whole: Double) -> String {
    guard whole > 0, part.isFinite, whole.isFinite else { return "0%" }
    let share = min(max(part / whole, 0), 1)
    if share == 0 || share == 1 { return share == 0 ? "0%" : "100%" }
    return "\(min(99, max(1, Int(share * 100 + 0.5))))%"
  }

  /// A count with its noun: `1 student`, `2 students`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A whole number with commas between thousands.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits = String(digits.dropLast(3))
    }
    groups.insert(digits[...], at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
