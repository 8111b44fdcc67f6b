internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import SiteGenerator

struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Make the course website.", subcommands: [SiteBuild.self])
}

struct SiteBuild: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Write the website of a course into a folder.",
    discussion: "An old site in the folder stays until the new one is whole.")

  @Option(help: "The folder of the website.") var out = "out/site"
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard !out.isEmpty else { throw ValidationError("--out is the name of a folder.") }
  }

  func run() async throws {
    let course = try options.load()
    let theme = course.folder.root.appending("site")
    let url = URL(filePath: out).standardizedFileURL
    let generator = SiteGenerator(
      course: course, theme: theme, output: CoursePath(url: url, shown: out))
    let summary: SiteSummary
    do {
      summary = try generator.build()
    } catch {
      guard case .machine(let fault) = error else { throw error.diagnostics }
      throw MachineFault(fault)
    }
    Terminal.writeError(summary.warnings.rendered(style: Terminal.errorStyle))
    Terminal.write(
      "\(summary.pageCount) pages, \(summary.linkCount) links checked\n"
        + "site: \(summary.frontPage.shown)\n")
  }
}
