package import Courseware
package import Diagnostics

/// Checks a site beyond what a build demands.
package enum SiteCheck {
  /// What is wrong with the pages, and what the lessons lack.
  ///
  /// - Parameters:
  ///   - contents: The site.
  ///   - course: The course that it was built from.
  /// - Returns: Errors of pages, and warnings about lessons.
  package static func diagnostics(
    of contents: SiteContents, course: Course
  ) -> DiagnosticList {
    let pages = contents.files.filter { $0.path.hasSuffix(".html") }
    var found = DiagnosticList()
    for problems in parallelMap(pages, { PageSoundness.diagnostics(of: $0.bytes, path: $0.path) }) {
      for problem in problems { found.append(problem) }
    }
    for warning in LessonCompleteness.diagnostics(of: course) { found.append(warning) }
    for warning in TermSpelling.diagnostics(of: course) { found.append(warning) }
    return found
  }
}
