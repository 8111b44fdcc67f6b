package import Markup
import Mustache

/// What a template can show under a name.
///
/// Text becomes text: `{{name}}` escapes it, and a theme that writes `{{{name}}}` is refused when it
/// is loaded unless the name ends in `HTML`. Only checked markup may go by such a name.
package enum TemplateValue: Sendable {
  case text(String)
  /// Markup that `Markup` wrote.
  case html(String)
  case url(PageURL)
  case number(Int)
  case flag(Bool)
  case object(TemplateValues)
  case list([TemplateValues])
}

/// The names that a template, or a section of one, can use.
package typealias TemplateValues = [String: TemplateValue]

extension TemplateValue: MustacheCustomRepresentation {
  /// The value as the template engine looks at it.
  package var representation: Any? {
    switch self {
    case .text(let text): PlainText.sanitised(text)
    case .html(let html): html
    case .url(let url): url.description
    case .number(let number): number
    case .flag(let flag): flag
    case .object(let values): values
    case .list(let items): items
    }
  }
}

extension TemplateValue: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self = .text(text) }
}

extension TemplateValue {
  /// An object, or nothing.
  package static func optional(_ values: TemplateValues?) -> TemplateValue {
    values.map { .object($0) } ?? .flag(false)
  }

  /// A text, or nothing.
  package static func optional(_ text: String?) -> TemplateValue {
    text.map { .text($0) } ?? .flag(false)
  }
}
