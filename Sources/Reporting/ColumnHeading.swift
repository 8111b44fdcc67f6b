import Markup
import Results

/// The heading of a column.
struct ColumnHeading: ExpressibleByStringLiteral {
  let text: String
  var classes: [CSSClass] = []

  init(_ text: String) { self.text = text }

  init(stringLiteral text: String) { self.init(text) }

  /// That of numbers.
  static func number(_ text: String) -> Self { Self(text).with("number") }

  /// That of texts, which get the room that numbers leave.
  static func wide(_ text: String) -> Self { Self(text).with("wide") }

  /// Those of the counts of verdicts that tests and exercises have.
  static let verdicts = [wide("Results")] + Verdict.allCases.map { number($0.heading) }

  private func with(_ name: CSSClass) -> Self {
    var heading = self
    heading.classes.append(name)
    return heading
  }
}

extension HTMLElement {
  /// Adds the head of a table.
  ///
  /// - Returns: The body below it.
  func addBody(under headings: [ColumnHeading]) -> HTMLElement {
    let row = add(.thead).add(.tr)
    for heading in headings {
      row.add(.th, text: heading.text).classes(heading.classes).set(.scope, "col")
    }
    return add(.tbody)
  }
}
