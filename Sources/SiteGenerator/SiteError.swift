package import Diagnostics

/// Why a site was not built; the old one, if there was one, is untouched.
package enum SiteError: Error, Sendable {
  /// The course, the theme or the output's name is at fault: nothing was written.
  case input(DiagnosticList)
  /// The machine is: no space, no permission.
  case machine(Diagnostic)

  /// What to tell the author.
  package var diagnostics: DiagnosticList {
    switch self {
    case .input(let list): list
    case .machine(let diagnostic): DiagnosticList([diagnostic])
    }
  }
}
