internal import ArgumentParser
internal import Courseware
internal import Foundation
internal import Grading
internal import Intake
internal import StudentLoop

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Pack what you wrote, to hand it in.",
    discussion:
      "The archive has a manifest with the hash of each file, and is read back to be sure.")

  @Option(help: "The archive, .tar.gz or .zip; submission.tar.gz when not said.")
  var out: String?
  @Option(help: "Hold an archive against its manifest, and pack nothing.") var verify: String?
  @OptionGroup var options: CourseOptions

  func validate() throws {
    try ArchiveName.check(out)
    guard out == nil || verify == nil else {
      throw ValidationError("--verify packs nothing, and takes no --out.")
    }
  }

  func run() async throws {
    if let verify {
      let manifest = try SubmissionPack.verify(URL(filePath: verify))
      for file in manifest.files { Terminal.write("✓ \(file.path)  \(file.sha256)\n") }
      return
    }
    let course = try options.load()
    let file = out ?? "submission.tar.gz"
    let summary = try SubmissionPack.write(course, to: URL(filePath: file))
    let progress = try ProgressFile(of: course.folder).read()
    for packed in summary.manifest.files {
      let id = String(packed.path.dropLast(".swift".count))
      let remembered = progress[exercise: id]
      let tests =
        remembered.checks == 0
        ? "never checked: threadbare check \(id)"
        : "\(remembered.testsPassed) of \(remembered.testsTotal) visible tests at the last check"
      Terminal.write("✓ \(id)  \(tests)\n")
    }
    for id in summary.untouched { Terminal.write("· \(id)  not begun, left out\n") }
    Terminal.write("packed and verified: \(file)\n")
  }
}
