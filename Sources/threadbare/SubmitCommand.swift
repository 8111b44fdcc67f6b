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
  @Flag(help: "Print JSON.") var json = false
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
      if json { return try Terminal.writeJSON(manifest) }
      for file in manifest.files { Terminal.write("✓ \(file.path)  \(file.sha256)\n") }
      return
    }
    let course = try options.load()
    let file = out ?? "submission.tar.gz"
    let summary = try SubmissionPack.write(course, to: URL(filePath: file))
    let packed = Packed(summary, in: file, try ProgressFile(of: course.folder).read())
    if json { return try Terminal.writeJSON(packed) }
    for one in packed.exercises {
      let tests =
        one.checks == 0
        ? "never checked: threadbare check \(one.id)"
        : "\(one.testsPassed) of \(one.testsTotal) visible tests at the last check"
      Terminal.write("✓ \(one.id)  \(tests)\n")
    }
    for id in packed.leftOut { Terminal.write("· \(id)  not begun, left out\n") }
    Terminal.write("packed and verified: \(file)\n")
  }
}

/// What was packed, and how it did when it was last checked.
private struct Packed: Encodable {
  struct Exercise: Encodable {
    let id: String
    let sha256: String
    let checks: Int
    let testsPassed: Int
    let testsTotal: Int

    private enum CodingKeys: String, CodingKey {
      case id, sha256, checks
      case testsPassed = "tests_passed"
      case testsTotal = "tests_total"
    }
  }

  let archive: String
  let exercises: [Exercise]
  let leftOut: [String]

  private enum CodingKeys: String, CodingKey {
    case archive, exercises
    case leftOut = "left_out"
  }

  init(_ summary: SubmissionPack.Summary, in archive: String, _ progress: StudentLoop.Progress) {
    self.archive = archive
    exercises = summary.manifest.files.map { file in
      let id = String(file.path.dropLast(".swift".count))
      let remembered = progress[exercise: id]
      return Exercise(
        id: id, sha256: file.sha256, checks: remembered.checks,
        testsPassed: remembered.testsPassed, testsTotal: remembered.testsTotal)
    }
    leftOut = summary.untouched
  }
}
