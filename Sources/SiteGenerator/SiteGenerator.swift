package import Courseware
import Diagnostics

/// Builds the website of a course.
///
///     let summary = try SiteGenerator(course: course, theme: theme, output: folder).build()
///
/// Theory of operation. A page is a pure function of the course, the theme and the kernel: pages are
/// built one by one, and all that is wrong with any of them is collected. Only when nothing is wrong
/// are they written, into a folder beside the output, which takes the output's place when it is whole.
package struct SiteGenerator: Sendable {
  private let course: Course
  private let theme: CoursePath
  private let output: CoursePath

  /// Makes a generator.
  ///
  /// - Parameters:
  ///   - course: The course, read without errors.
  ///   - theme: The folder with `templates`, `css`, `js` and `images`.
  ///   - output: The folder that will be the site; what is in it is replaced.
  package init(course: Course, theme: CoursePath, output: CoursePath) {
    self.course = course
    self.theme = theme
    self.output = output
  }

  /// Builds all pages, checks their links, and puts the site in its place.
  ///
  /// - Returns: What was built.
  /// - Throws: All errors of the course and the theme at once; or the first thing that the machine
  ///   would not do. The old site stays in both cases.
  package func build() throws(SiteError) -> SiteSummary {
    let theme = try Theme(folder: theme)
    let pages = pages(theme: theme)
    var diagnostics = DiagnosticList()
    for page in pages { diagnostics.append(contentsOf: page.diagnostics) }
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }

    var links = LinkChecker(files: theme.assets.map(\.path))
    for page in pages { links.add(page.html, path: page.address.path) }
    links.finish()
    diagnostics.append(contentsOf: links.diagnostics)
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }

    var folder = try StagedFolder.beside(output)
    for asset in theme.assets { try folder.write(asset.bytes, to: asset.path) }
    for page in pages { try folder.write(page.html, to: page.address.path) }
    try folder.commit()
    return SiteSummary(
      output: output, pageCount: pages.count, linkCount: links.linkCount,
      byteCount: folder.byteCount, warnings: diagnostics.sorted)
  }

  private func pages(theme: Theme) -> [BuiltPage] {
    let map = SiteMap(course)
    let frame = PageFrame(course: course, theme: theme, map: map)
    var pages = [FrontPage(frame: frame).build()]
    for (lesson, entry) in zip(course.lessons, map.lessons) {
      pages.append(LessonPage(frame: frame, lesson: lesson, entry: entry).build())
    }
    pages.append(ExerciseListPage(frame: frame).build())
    for (exercise, entry) in zip(course.exercises, map.exercises) {
      pages.append(ExercisePage(frame: frame, exercise: exercise, entry: entry).build())
    }
    pages.append(FlagsPage(frame: frame).build())
    pages.append(MissingPage(frame: frame).build())
    return pages
  }
}
