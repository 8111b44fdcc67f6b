internal import ArgumentParser
internal import Courseware
internal import Diagnostics
internal import Foundation
internal import Grading
internal import ProgramRunner

struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check a course: its files, and what becomes of its code.")

  @Argument(help: "The course's folder; without it, the nearest one from here upwards.")
  var path: String?
  @Option(help: "The folder of hidden tests; without it, 'grader' in the course.")
  var grader: String?
  @Flag(help: "Check the files alone: grade no starter, solution or mutant.") var filesOnly = false
  @Flag(help: "Write recorded outputs anew where they differ from the run.") var record = false
  @Option(help: "How many files to grade at a time; by default one for each processor.")
  var jobs: Int?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let folder = try CourseFolder.find(course: path, grader: grader)
    let lint = CourseLinter.lint(
      folder, recordedOutputs: record ? .rewrite : .compare
    ) { example throws(DiagnosticList) in try example.play() }
    for file in lint.rewritten { Terminal.writeError("recorded anew: \(file)\n") }
    var found = lint.diagnostics
    if !filesOnly, !found.hasErrors, let course = lint.course {
      let workshop = try await Workshop.prepare(.optional)
      let proof = CourseProof(workshop: workshop, jobs: jobs ?? defaultJobs())
      found.append(contentsOf: try await proof.diagnostics(of: course, mutants: lint.mutants))
    }
    if json {
      try Terminal.writeJSON(found)
    } else {
      Terminal.writeError(found.rendered(style: Terminal.errorStyle))
      Terminal.write(found.isEmpty ? "no faults found\n" : "\(found.summary)\n")
    }
    if found.hasErrors { throw NotAllWell() }
  }
}
