package import Courseware
import Diagnostics
import Markup

/// Builds the website of a course.
///
///     let summary = try SiteGenerator(course: course, theme: theme, output: folder).build()
///
/// Theory of operation. A page is a pure function of the course, the theme and the kernel: pages are
/// built on all processors, and all that is wrong with any of them is collected. Only when nothing is
/// wrong are they written, into a folder beside the output, which takes the output's place when it is
/// whole. A build can remember its pages; the next one then makes only those whose sources changed.
package struct SiteGenerator: Sendable {
  private let course: Course
  private let theme: CoursePath
  private let overrides: CoursePath?
  private let output: CoursePath
  private let player: FigurePlayer?

  /// Makes a generator.
  ///
  /// - Parameters:
  ///   - course: The course, read without errors.
  ///   - theme: The folder with `templates`, `css`, `js` and `images`.
  ///   - overrides: A folder of the same form whose files stand in for those of the theme.
  ///   - output: The folder that will be the site; what is in it is replaced.
  ///   - player: Runs the programs of which figures are drawn.
  package init(
    course: Course, theme: CoursePath, overriddenBy overrides: CoursePath? = nil,
    output: CoursePath, playing player: FigurePlayer? = nil
  ) {
    self.course = course
    self.theme = theme
    self.overrides = overrides
    self.output = output
    self.player = player
  }

  /// Builds all pages, checks their links, and puts the site in its place.
  ///
  /// - Returns: What was built.
  /// - Throws: All errors of the course and the theme at once; or the first thing that the machine
  ///   would not do. The old site stays in both cases.
  package func build() throws(SiteError) -> SiteSummary {
    var memory = SiteMemory()
    let contents = try contents(remembering: &memory)
    var folder = try StagedFolder.beside(output)
    for file in contents.files { try folder.write(file.bytes, to: file.path) }
    try folder.commit()
    return SiteSummary(
      output: output, pageCount: contents.pageCount, linkCount: contents.linkCount,
      byteCount: folder.byteCount, warnings: contents.warnings)
  }

  /// Builds all pages and checks their links, and writes nothing.
  ///
  /// - Parameter memory: What the last build left, and gets what this one leaves.
  /// - Returns: The files of the site.
  /// - Throws: All errors of the course and the theme at once.
  package func contents(remembering memory: inout SiteMemory) throws(SiteError) -> SiteContents {
    let theme = try Theme(folder: theme, overriddenBy: overrides)
    let pages = pages(theme: theme, remembering: &memory)
    var diagnostics = DiagnosticList()
    for page in pages { diagnostics.append(contentsOf: page.diagnostics) }
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }

    let index = SearchIndex.file(of: pages)
    let extra = [index] + [Sitemap.file(of: pages, course: course)].compactMap(\.self)
    var links = LinkChecker(files: theme.assets.map(\.path) + extra.map(\.path))
    for page in pages { links.add(page.references) }
    links.finish()
    diagnostics.append(contentsOf: links.diagnostics)
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }

    let assets = theme.assets.map { SiteContents.File(path: $0.path, bytes: $0.bytes) }
    return SiteContents(
      files: assets + extra
        + pages.map { SiteContents.File(path: $0.address.path, bytes: $0.html) },
      pageCount: pages.count, linkCount: links.linkCount, warnings: diagnostics.sorted)
  }

  // MARK: Pages

  /// A page that is to be made.
  private struct Job: Sendable {
    let address: PageAddress
    /// What it is made from, where that is little enough to compare; nil for a page that is made anew in
    /// each build.
    let sources: [SourceFile]?
    let build: @Sendable () -> BuiltPage
  }

  private func pages(theme: Theme, remembering memory: inout SiteMemory) -> [BuiltPage] {
    let map = SiteMap(course)
    let frame = PageFrame(course: course, theme: theme, map: map, player: player)
    let jobs = jobs(frame: frame)
    let surroundings = map.surroundings(theme: theme)
    let known = memory.surroundings == surroundings ? memory.pages : [:]
    memory.surroundings = surroundings
    let made = parallelMap(jobs) { job -> (page: BuiltPage, isOld: Bool) in
      if let sources = job.sources, let old = known[job.address], old.sources == sources {
        return (old.page, true)
      }
      return (job.build().read(), false)
    }
    memory.pages.removeAll(keepingCapacity: true)
    memory.reusedCount = made.count(where: \.isOld)
    for (job, result) in zip(jobs, made) {
      if let sources = job.sources { memory.pages[job.address] = (sources, result.page) }
    }
    var pages = made.map(\.page)
    if course.lessons.count <= WholePage.lessonsMax {
      let lessons = Array(pages.prefix(course.lessons.count))
      pages.append(WholePage(frame: frame).build(of: lessons).read())
    }
    return pages
  }

  private func jobs(frame: PageFrame) -> [Job] {
    let map = frame.map
    var jobs: [Job] = []
    for (lesson, entry) in zip(course.lessons, map.lessons) {
      jobs.append(
        Job(address: entry.address, sources: lesson.sources) {
          LessonPage(frame: frame, lesson: lesson, entry: entry).build()
        })
    }
    jobs.append(Job(address: .front, sources: nil) { FrontPage(frame: frame).build() })
    jobs.append(Job(address: .exercises, sources: nil) { ExerciseListPage(frame: frame).build() })
    for (exercise, entry) in zip(course.exercises, map.exercises) {
      jobs.append(
        Job(address: entry.address, sources: nil) {
          ExercisePage(frame: frame, exercise: exercise, entry: entry).build()
        })
    }
    jobs.append(Job(address: .flags, sources: nil) { FlagsPage(frame: frame).build() })
    jobs.append(Job(address: .cheatSheet, sources: []) { CheatSheetPage(frame: frame).build() })
    jobs.append(Job(address: .answers, sources: nil) { AnswersPage(frame: frame).build() })
    if !course.glossary.isEmpty {
      jobs.append(Job(address: .glossary, sources: nil) { GlossaryPage(frame: frame).build() })
    }
    if let guide = course.instructors {
      jobs.append(
        Job(address: .instructors, sources: nil) {
          InstructorPage(frame: frame, guide: guide).build()
        })
    }
    jobs.append(Job(address: .missing, sources: nil) { MissingPage(frame: frame).build() })
    return jobs
  }
}
