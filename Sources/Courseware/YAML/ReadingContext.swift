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

  /// Adds an error at a place.
  func error(_ message: @autoclosure () -> String, at span: SourceSpan, help: String? = nil) {
    errorCount += 1
    // A diagnostic quotes its line, so it isn't even made when nobody will see it.
    guard !isFull else { return }
    add(span.diagnostic(message(), help: help))
  }

  /// Adds a warning at a place.
  func warning(_ message: String, at span: SourceSpan, help: String? = nil) {
    guard !isFull else { return }
    add(span.diagnostic(message, severity: .warning, help: help))
  }

  /// Adds a diagnostic.
  func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { errorCount += 1 }
    guard !isFull else { return }
    add(diagnostic)
  }

  /// Adds a diagnostic; the first one past the limit becomes a note that there are more.
  private func add(_ diagnostic: Diagnostic) {
    guard diagnostics.count == CoursewareLimits.diagnosticsPerFileMax else {
      diagnostics.append(diagnostic)
      return
    }
    isFull = true
    diagnostics.append(
      Diagnostic(
        location: SourceLocation(path: file.path),
        message: "more than \(CoursewareLimits.diagnosticsPerFileMax) problems; "
          + "the rest is not shown"))
  }
}
