package import Courseware
package import Diagnostics

/// What a build made.
package struct SiteSummary: Sendable {
  /// The folder of the site.
  package var output: CoursePath
  /// The page to open first.
  package var frontPage: CoursePath { output.appending(PageAddress.front.path) }
  /// The number of pages.
  package var pageCount: Int
  /// The number of links that were followed to their page and anchor.
  package var linkCount: Int
  /// The size of all files in bytes.
  package var byteCount: Int
  /// What is not wrong enough to stop a build.
  package var warnings: DiagnosticList
}

/// Runs a program of a lesson and tells what figures need of it, or what is wrong with it.
package typealias FigurePlayer =
  @Sendable (ProgramExample) throws(DiagnosticList) -> FigureRun
