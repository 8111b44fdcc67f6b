internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import SiteGenerator

struct SiteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Make the course website.", subcommands: [SiteBuild.self])
}
