package import Diagnostics

/// Why a command of the grader cannot go on.
///
/// Faults of single submissions are results, not this.
package enum GradingError: Error, Sendable {
  /// What the user gave is wrong: exit code 2.
  case input(DiagnosticList)
  /// The tool, its installation or the machine failed: exit code 3.
  case machine(String)
}
