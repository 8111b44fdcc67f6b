/// One thing that is wrong with some input, and what to do about it.
///
/// The only way in which Threadbare tells a person about bad input; ``rendered(style:)`` is the only
/// place that lays one out.
package struct Diagnostic: Error, Equatable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// The input can't be used as it is.
    case error
    /// The input can be used, but is probably not what was meant.
    case warning
  }

  /// How bad it is.
  package var severity: Severity
  /// Where it is; nil when it is about no file.
  package var location: SourceLocation?
  /// What is wrong: lower case, one line, no full stop, values whole and in quotes.
  package var message: String
  /// The line of the file at ``location``, without its line end.
  package var sourceLine: String?
  /// The number of Unicode scalars of the source line to underline, at least 1.
  package var length: Int
  /// What to do about it; may have several lines.
  package var help: String?

  /// Makes a diagnostic.
  ///
  /// - Parameters:
  ///   - severity: How bad it is.
  ///   - location: Where it is.
  ///   - message: What is wrong: lower case, no full stop.
  ///   - sourceLine: The line at the location, quoted under the message.
  ///   - length: How many Unicode scalars of it to underline.
  ///   - help: What to do about it.
  package init(
    severity: Severity = .error,
    location: SourceLocation? = nil,
    message: String,
    sourceLine: String? = nil,
    length: Int = 1,
    help: String? = nil
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.sourceLine = sourceLine
    self.length = max(1, length)
    self.help = help
  }
}

extension Diagnostic: Encodable {
  private enum CodingKeys: String, CodingKey {
    case severity, path, line, column, message, help
  }

  /// Writes what a program wants to know: severity, path, line, column, message and help.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(severity.rawValue, forKey: .severity)
    try container.encodeIfPresent(location?.path, forKey: .path)
    try container.encodeIfPresent(location?.position?.line, forKey: .line)
    try container.encodeIfPresent(location?.position?.column, forKey: .column)
    try container.encode(message, forKey: .message)
    try container.encodeIfPresent(help, forKey: .help)
  }
}
