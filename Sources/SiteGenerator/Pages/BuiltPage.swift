import Diagnostics
import Markup

/// A page as it is written.
struct BuiltPage: Sendable {
  var address: PageAddress
  var html: [UInt8]
  /// The page without its frame.
  var content = ""
  /// What is wrong with what it was made from.
  var diagnostics = DiagnosticList()
  /// What it offers to links, and wants.
  var references = PageReferences([], path: "")
  /// What the search finds of it: objects of JSON with commas between them.
  var searchEntries: [UInt8] = []

  /// The page with what is read back from it.
  func read() -> BuiltPage {
    var page = self
    page.references = PageReferences(html, path: address.path)
    page.searchEntries = SearchIndex.entries(of: html, address: address)
    return page
  }
}
