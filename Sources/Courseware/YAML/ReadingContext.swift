import Diagnostics

/// The file that is being read and what was found wrong with it.
///
/// A class because every reader of a part of the file adds to the one list.
final class ReadingContext {
  let file: SourceFile
  private(set) var diagnostics = DiagnosticList()
  /// The errors so far, those past the limit included.
  private(set) var errorCount = 0
  /// Set when the limit on diagnostics was reached.
  private var isFull = false

  init(file: SourceFile) {
    self.file = file
  }

  /// Adds a diagnostic; past the limit a last one says so and the rest is dropped.
  func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { errorCount += 1 }
    guard !isFull else { return }
    diagnostics.append(diagnostic)
    if diagnostics.count == CoursewareLimits.diagnosticsPerFileMax {
      isFull = true
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: file.path),
          message:
            "more than \(CoursewareLimits.diagnosticsPerFileMax) problems; the rest is not shown"))
    }
  }

  /// Adds an error at a place.
  func error(_ message: String, at span: SourceSpan, help: String? = nil) {
    report(span.diagnostic(message, help: help))
  }

  /// Adds a warning at a place.
  func warning(_ message: String, at span: SourceSpan, help: String? = nil) {
    report(span.diagnostic(message, severity: .warning, help: help))
  }
}
