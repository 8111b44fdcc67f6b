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
    let theme = try theme(remembering: &memory)
    let soundPaths = memory.soundPaths
    memory.soundPaths = nil
    let pages = pages(theme: theme, remembering: &memory)
    var diagnostics = theme.warnings
    if let warning = languageWarning(theme) { diagnostics.append(warning) }
    for made in pages { diagnostics.append(contentsOf: made.page.diagnostics) }
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }

    let built = pages.map(\.page)
    let index = SearchIndex.file(of: built)
    let extra = [index] + [Sitemap.file(of: built, course: course)].compactMap(\.self)
    let paths = theme.assets.map(\.path) + extra.map(\.path)
    var links = LinkChecker(files: paths)
    for page in built { links.add(page.references) }
    let allPaths = paths + built.map(\.references.path)
    // A page that links to what it linked to before finds it, where nothing has gone.
    let isSound = soundPaths == allPaths && !pages.contains(where: \.hasLostIDs)
    links.finish(pages.indices.filter { !isSound || !pages[$0].isOld })
    diagnostics.append(contentsOf: links.diagnostics)
    if diagnostics.hasErrors { throw .input(diagnostics.sorted) }
    memory.soundPaths = allPaths

    let assets = theme.assets.map { SiteContents.File(path: $0.path, bytes: $0.bytes) }
    return SiteContents(
      files: assets + extra
        + built.map { SiteContents.File(path: $0.address.path, bytes: $0.html) },
      pageCount: pages.count, linkCount: links.linkCount, warnings: diagnostics.sorted)
  }

  /// That the pages speak another language than the course.
  private func languageWarning(_ theme: Theme) -> Diagnostic? {
    func language(_ tag: String) -> Substring { tag.prefix { $0 != "-" } }
    let words = theme.words.language
    guard language(words) != language(course.language.value) else { return nil }
    return course.language.span.diagnostic(
      "the course is in \(quoted(course.language.value)), and what the pages say around it in "
        + quoted(words),
      severity: .warning, help: "give it words of its own: docs/website.md says how")
  }

  /// The theme; read again where one of its files has changed.
  private func theme(remembering memory: inout SiteMemory) throws(SiteError) -> Theme {
    let signature = ThemeSignature(folder: theme, overriddenBy: overrides)
    if let known = memory.theme, known.signature == signature { return known.theme }
    memory.theme = nil
    let theme = try Theme(folder: theme, overriddenBy: overrides)
    memory.theme = (signature, theme)
    return theme
  }

  // MARK: Pages

  /// A page that is to be made.
  private struct Job: Sendable {
    let address: PageAddress
    /// What it is made from, where that is little enough to compare; nil for a page that is made anew in
    /// each build.
    let sources: [SiteMemory.Source]?
    let build: @Sendable () -> BuiltPage
  }

  /// A page of this build, beside that of the last one.
  private struct MadePage: Sendable {
    let page: BuiltPage
    /// Whether it is the last one's.
    var isOld = false
    /// Whether ids that the last one had are gone.
    var hasLostIDs = false
  }

  private func pages(theme: Theme, remembering memory: inout SiteMemory) -> [MadePage] {
    let map = SiteMap(course, words: theme.words)
    let frame = PageFrame(course: course, theme: theme, map: map, player: player)
    let uses = FlagUses(course, remembering: &memory.flagUses)
    let jobs = jobs(frame: frame, uses: uses)
    let surroundings = map.surroundings(theme: theme)
    let isKnown = memory.surroundings == surroundings
    let known = memory.pages
    memory.surroundings = surroundings
    @Sendable func made(_ page: BuiltPage) -> MadePage {
      let old = known[page.address]?.page.references.ids
      let hasLost = old.map { !$0.isSubset(of: page.references.ids) } ?? false
      return MadePage(page: page, hasLostIDs: hasLost)
    }
    var pages = parallelMap(jobs) { job -> MadePage in
      if isKnown, let sources = job.sources, let old = known[job.address], old.sources == sources {
        return MadePage(page: old.page, isOld: true)
      }
      return made(job.build().read())
    }
    memory.reusedCount = pages.count(where: \.isOld)
    if course.lessons.count <= WholePage.lessonsMax {
      let lessons = pages.prefix(course.lessons.count).map(\.page)
      pages.append(made(WholePage(frame: frame).build(of: lessons).read()))
    }
    memory.pages.removeAll(keepingCapacity: true)
    for (index, made) in pages.enumerated() {
      let sources = index < jobs.count ? jobs[index].sources : nil
      memory.pages[made.page.address] = SiteMemory.Page(sources: sources, page: made.page)
    }
    return pages
  }

  private func jobs(frame: PageFrame, uses: FlagUses) -> [Job] {
    let map = frame.map
    let practice = course.lessons.map { $0.exercise?.value ?? "" }
    var jobs: [Job] = []
    for (index, entry) in map.lessons.enumerated() {
      jobs.append(
        Job(address: entry.address, sources: [.files(course.lessons[index].sources)]) {
          LessonPage(frame: frame, lesson: frame.course.lessons[index], entry: entry).build()
        })
    }
    jobs.append(
      Job(address: .front, sources: [.texts(practice)]) { FrontPage(frame: frame).build() })
    jobs.append(Job(address: .exercises, sources: nil) { ExerciseListPage(frame: frame).build() })
    for (exercise, entry) in zip(course.exercises, map.exercises) {
      jobs.append(
        Job(address: entry.address, sources: nil) {
          ExercisePage(frame: frame, exercise: exercise, entry: entry).build()
        })
    }
    jobs.append(
      Job(
        address: .flags,
        sources: [.flags(uses.lessons), .flags(uses.exercises), .texts(practice)]
      ) { FlagsPage(frame: frame, uses: uses).build() })
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
