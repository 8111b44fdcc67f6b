internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import KernelCore
internal import ProgramRunner
internal import SiteGenerator
internal import SiteServer
internal import Tracing

struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Make the course website.",
    subcommands: [SiteBuild.self, SiteServe.self, SiteCheckCommand.self])
}

/// Which theme the pages have.
struct ThemeOptions: ParsableArguments {
  @Option(help: "A folder whose files stand in for those of the theme, one by one.")
  var theme: String?

  /// The theme of a course: its own, or the one that came with the program.
  static func base(of course: CourseFolder) -> CoursePath {
    let own = course.root.appending("site")
    guard !own.isFolder, let share = try? Installation.locate().share else { return own }
    return CoursePath(url: URL(filePath: share), shown: share).appending("site")
  }

  /// The files that stand in for those of the theme.
  var overrides: CoursePath? {
    get throws(DiagnosticList) {
      guard let theme else { return nil }
      let folder = CoursePath(url: URL(filePath: theme).standardizedFileURL, shown: theme)
      guard folder.isFolder else {
        throw DiagnosticList([
          Diagnostic(
            location: SourceLocation(path: theme), message: "there is no such folder",
            help: "--theme names a folder with files that stand in for those of the theme")
        ])
      }
      return folder
    }
  }
}

struct SiteBuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Write the website of a course into a folder.",
    discussion: "An old site in the folder stays until the new one is whole.")

  @Option(help: "The folder of the website.") var out = "out/site"
  @Flag(help: "Print JSON, warnings too.") var json = false
  @OptionGroup var look: ThemeOptions
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out is the name of a folder.") }
  }

  func run() async throws {
    let course = try options.load()
    let url = URL(filePath: out).standardizedFileURL
    let generator = SiteGenerator(
      course: course, theme: ThemeOptions.base(of: course.folder), overriddenBy: try look.overrides,
      output: CoursePath(url: url, shown: out), playing: playForFigures)
    let summary: SiteSummary
    do {
      summary = try generator.build()
    } catch {
      guard case .machine(let fault) = error else { throw error.diagnostics }
      throw MachineFault(fault)
    }
    if json {
      return try Terminal.writeJSON(
        SiteFindings(
          pages: summary.pageCount, links: summary.linkCount, site: summary.frontPage.shown,
          diagnostics: summary.warnings))
    }
    Terminal.writeError(summary.warnings.rendered(style: Terminal.errorStyle))
    Terminal.write(
      "\(summary.pageCount) pages, \(summary.linkCount) links checked\n"
        + "site: \(summary.frontPage.shown)\n")
  }
}

struct SiteServe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Show the website of a course while it is written.",
    discussion: """
      Pages load again when a file of the course or the theme changes; what is wrong with a file \
      stands on the page. Nothing is written, and nobody but this machine is answered.
      """)

  @Option(help: "The port; 0 for one that is free.") var port: UInt16 = 4000
  @OptionGroup var look: ThemeOptions
  @OptionGroup var options: CourseOptions

  func run() async throws {
    let course = try options.folder()
    let place = SitePreview.Place(
      course: course, theme: ThemeOptions.base(of: course), overrides: try look.overrides)
    let preview: SitePreview
    do {
      preview = try SitePreview(place, port: port, playing: playForFigures)
    } catch {
      throw MachineFault(Diagnostic(message: "\(error)", help: "name another one with --port"))
    }
    Terminal.write("site: \(preview.address)\nCtrl-C ends this.\n")
    preview.run { news in
      switch news {
      case .built(let pageCount, let madeCount, let milliseconds):
        Terminal.write("\(pageCount) pages, \(madeCount) made anew in \(milliseconds) ms\n")
      case .failed(let diagnostics):
        Terminal.writeError(diagnostics.rendered(style: Terminal.errorStyle))
      }
    }
  }
}

struct SiteCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the website of a course, and write nothing.",
    discussion: """
      Checks links, anchors, labels, headings, what lessons lack and spellings that the glossary \
      avoids; with the Nu validator ('vnu') on the path, all pages as HTML too.
      """)

  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var look: ThemeOptions
  @OptionGroup var options: CourseOptions

  func run() async throws {
    let course = try options.load()
    let nowhere = CoursePath(url: FileManager.default.temporaryDirectory, shown: "")
    let generator = SiteGenerator(
      course: course, theme: ThemeOptions.base(of: course.folder), overriddenBy: try look.overrides,
      output: nowhere, playing: playForFigures)
    var memory = SiteMemory()
    let contents: SiteContents
    do {
      contents = try generator.contents(remembering: &memory)
    } catch {
      throw error.diagnostics
    }
    var found = contents.warnings
    found.append(contentsOf: SiteCheck.diagnostics(of: contents, course: course))
    let validation = try NuValidator.validate(contents)
    found.append(contentsOf: validation.diagnostics)
    if json {
      try Terminal.writeJSON(
        SiteFindings(
          pages: contents.pageCount, links: contents.linkCount, validation: validation.summary,
          diagnostics: found.sorted))
    } else {
      Terminal.writeError(found.sorted.rendered(style: Terminal.errorStyle))
      Terminal.write(
        "\(contents.pageCount) pages, \(contents.linkCount) links checked; \(validation.summary)\n")
    }
    if found.hasErrors { throw NotAllWell() }
  }
}

/// What is said of a site, for programs.
private struct SiteFindings: Encodable {
  let pages: Int
  let links: Int
  /// The front page, where the site was written.
  var site: String?
  /// What the Nu validator was asked, where it was.
  var validation: String?
  let diagnostics: DiagnosticList
}

/// Runs a program of a lesson as its figure needs it.
@Sendable private func playForFigures(
  _ example: ProgramExample
) throws(DiagnosticList) -> FigureRun {
  let outcome = try example.watch()
  return FigureRun(
    trace: outcome.trace(of: example.name.value),
    fullest: outcome.fullest)
}
