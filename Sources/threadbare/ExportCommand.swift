internal import ArgumentParser
internal import Diagnostics
internal import Foundation
internal import Grading
internal import Intake
internal import Reporting
internal import Results

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a report's results as files of another system.",
    discussion: """
      One file goes to standard output or to --out; several go into the folder --out. What is \
      exported is what the report says: late work and a teacher's word count.
      """)

  @Argument(help: "The folder of the report.") var folder: String
  @Option(
    help: ArgumentHelp(
      "gradescope, junit, canvas, moodle, exercism, github-classroom, csv or json.",
      valueName: "format"))
  var format: ExportFormat
  @Option(help: "The file, or the folder where there are several.") var out: String?
  @Option(help: "A student or an exercise to export, instead of all; may be given again.")
  var only: [String] = []
  @Option(help: "A table of the students, where the report was made without one.")
  var roster: String?
  @Option(
    help: """
      For whom the files are: instructor, student or student-after-due-date; by default students \
      for exercism and github-classroom.
      """)
  var audience: Audience?

  func validate() throws {
    guard out != "" else { throw ValidationError("--out is the name of a file or a folder.") }
  }

  func run() async throws {
    var run = try KeptResults.read(in: folder).only(only)
    if let roster { run.name(by: try Roster(path: roster)) }
    let export = Export(run, as: format, for: audience)
    let warnings = DiagnosticList(export.warnings)
    if !warnings.isEmpty {
      Terminal.writeError(warnings.rendered(style: Terminal.errorStyle) + "\n")
    }
    guard let out else {
      guard export.files.count == 1, let file = export.files.first else {
        throw refusal(
          "these are \(export.files.count) files",
          help: "name a folder for them with --out, or one of the students with --only")
      }
      return Terminal.write(file.bytes[...])
    }
    let isFolder = export.files.count != 1 || out.hasSuffix("/") || Self.isFolder(out)
    try ReportPlace.refuse(out, inReport: folder)
    if isFolder, FileManager.default.fileExists(atPath: out), !Self.isFolder(out) {
      throw refusal(
        "\(quoted(out)) is a file, and these are \(export.files.count)",
        help: "name a folder with --out")
    }
    try export.write(to: out, isFolder: isFolder)
    var place = out
    if isFolder, export.files.count == 1, let file = export.files.first {
      place = "\(out.hasSuffix("/") ? out : out + "/")\(file.path)"
    }
    Terminal.write("\(counted(export.files.count, "file")): \(place)\n")
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private func refusal(_ message: String, help: String) -> DiagnosticList {
    DiagnosticList([Diagnostic(message: message, help: help)])
  }
}

extension ExportFormat: ExpressibleByArgument {}

extension GradingRun {
  /// Calls the students what a roster calls them, and takes over its columns.
  fileprivate mutating func name(by roster: Roster) {
    for index in students.indices {
      guard let known = roster.student(Roster.Key.allCases, students[index].id) else { continue }
      if !known.name.isEmpty { students[index].name = known.name }
      students[index].roster = known.columns
    }
  }
}
