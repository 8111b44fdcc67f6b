package import Diagnostics

/// All files of a site, before they are anywhere.
package struct SiteContents: Sendable {
  /// A file of the site.
  package struct File: Sendable {
    /// Its path from the site's root.
    package let path: String
    /// Its content.
    package let bytes: [UInt8]
  }

  /// The files, those of the theme first.
  package let files: [File]
  /// The number of pages.
  package let pageCount: Int
  /// The number of links that were followed.
  package let linkCount: Int
  /// What is not wrong enough to stop a build.
  package let warnings: DiagnosticList
}
