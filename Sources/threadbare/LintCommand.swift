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
  @Flag(help: "Say how many mutants each hidden test catches, and how many it alone.")
  var kills = false
  @Option(help: "How many files to grade at a time; by default one for each processor.")
  var jobs: Int?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    try requireRange(jobs ?? 1, 1...256, of: "--jobs")
    guard !kills || !filesOnly else {
      throw ValidationError("--kills grades mutants, which --files-only does not.")
    }
  }

  func run() async throws {
    let folder = try CourseFolder.find(course: path, grader: grader)
    let lint = CourseLinter.lint(
      folder, recordedOutputs: record ? .rewrite : .compare
    ) { example throws(DiagnosticList) in try example.play() }
    for file in lint.rewritten { Terminal.writeError("recorded anew: \(file)\n") }
    var found = lint.diagnostics
    var caught: [CourseProof.Kills] = []
    if !filesOnly, !found.hasErrors, let course = lint.course {
      let workshop = try await Workshop.prepare(.optional)
      let proof = CourseProof(workshop: workshop, jobs: jobs ?? defaultJobs())
      let findings = try await proof.findings(of: course, mutants: lint.mutants)
      found.append(contentsOf: findings.diagnostics)
      caught = findings.kills
    }
    if json, kills {
      try Terminal.writeJSON(caught)
    } else if json {
      try Terminal.writeJSON(found)
    } else {
      if kills { Terminal.write(Self.table(of: caught)) }
      Terminal.writeError(found.rendered(style: Terminal.errorStyle))
      Terminal.write(found.isEmpty ? "no faults found\n" : "\(found.summary)\n")
    }
    if found.hasErrors { throw NotAllWell() }
  }

  /// A line for each hidden test: what it catches, out of what, and what it alone catches.
  private static func table(of kills: [CourseProof.Kills]) -> String {
    kills.map { test in
      "\(test.exercise)  \(test.test): \(test.killed) of \(test.mutants) mutants, "
        + "\(test.alone) by it alone\n"
    }.joined()
  }
}
