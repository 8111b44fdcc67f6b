/// All that is wrong with some input: what a loader throws after reading to the end.
package struct DiagnosticList: Error, Equatable, Sendable {
  private var diagnostics: [Diagnostic]
  /// Whether the machine refused something, as to write a file: nothing that was given is wrong then.
  package private(set) var isOfMachine = false

  /// Makes a list.
  package init(_ diagnostics: [Diagnostic] = []) {
    self.diagnostics = diagnostics
  }

  /// Makes a list of what the machine refused.
  package init(ofMachine message: String, path: String? = nil) {
    let location = path.map { SourceLocation(path: $0) }
    diagnostics = [Diagnostic(location: location, message: message)]
    isOfMachine = true
  }

  /// Adds one diagnostic.
  package mutating func append(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
  }

  /// Adds all diagnostics of another list.
  package mutating func append(contentsOf others: some Sequence<Diagnostic>) {
    diagnostics.append(contentsOf: others)
  }

  /// Whether any of them is an error rather than a warning.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The same diagnostics by path, line and column; those about no file come first, and those of
  /// one place keep their order.
  package var sorted: DiagnosticList {
    let ordered = diagnostics.enumerated().sorted { left, right in
      switch (left.element.location, right.element.location) {
      case (let one?, let other?) where one != other: one < other
      case (nil, _?): true
      case (_?, nil): false
      default: left.offset < right.offset
      }
    }
    return DiagnosticList(ordered.map(\.element))
  }

  /// The numbers of errors and warnings as a person says them: "2 errors, 1 warning".
  package var summary: String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = count - errors
    let parts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }.map(counted)
    return parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
  }
}

extension DiagnosticList: RandomAccessCollection {
  package var startIndex: Int { diagnostics.startIndex }
  package var endIndex: Int { diagnostics.endIndex }
  package subscript(position: Int) -> Diagnostic { diagnostics[position] }
}

extension DiagnosticList: Encodable {
  /// Writes an array of diagnostics.
  ///
  /// - Throws: What the encoder throws.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for diagnostic in diagnostics { try container.encode(diagnostic) }
  }
}
