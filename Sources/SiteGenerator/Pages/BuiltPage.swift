import Diagnostics
import Markup

/// A page as it is written.
struct BuiltPage: Sendable {
  var address: PageAddress
  var html: [UInt8]
  /// What is wrong with what it was made from.
  var diagnostics = DiagnosticList()
}
