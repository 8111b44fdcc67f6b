import Foundation
import Results
import TestSupport

/// A class of hostile submissions in a folder of its own, and what grading made of it.
struct AttackedClass {
  /// A sandbox that the tool can be told to use.
  enum Tier: String, CaseIterable {
    case namespaces
    case user
  }

  /// A value of the grader's environment that no submission may get to see.
  static let canary = "CANARY-5f3a0c"

  let folder: TemporaryFolder
  let tier: Tier

  /// The course and the folders that the run uses; no submission yet.
  init(in folder: TemporaryFolder, tier: Tier) throws {
    self.folder = folder
    self.tier = tier
    try folder.copy(AttackTable.folder.appending(path: "course"), to: "course")
    try folder.copy(Repository.file("site"), to: "course/site")
    for name in ["class", "tmp", "cache"] {
      try FileManager.default.createDirectory(
        at: folder.file(name), withIntermediateDirectories: true)
    }
  }

  /// Writes every attack of the table.
  func fill() throws {
    for name in try AttackTable.kept() where !folder.contains("class/\(name)") {
      try folder.copy(AttackTable.folder.appending(path: name), to: "class/\(name)")
    }
    try GeneratedAttacks(students: folder.file("class").path, course: folder.file("course")).make()
    // The same right solution once more, behind all the others.
    try folder.copy(AttackTable.folder.appending(path: "00-right"), to: "class/zz-right")
  }

  /// Grades the class as it is.
  func grade(_ options: String..., out: String = "report") async throws -> ProgramOutcome {
    try await run(
      try BuildProducts.executable(named: "threadbare"),
      // More slots than processors: many submissions do nothing but wait.
      ["grade", "class", "--course", "course", "--out", out, "--no-progress", "--jobs", "4"]
        + options,
      in: folder.url,
      environment: [
        "THREADBARE_SANDBOX": tier.rawValue, "THREADBARE_CACHE": folder.file("cache").path,
        "TMPDIR": folder.file("tmp").path, "THREADBARE_CANARY": Self.canary,
      ], limit: .seconds(600))
  }

  var report: ReportAudit { ReportAudit(folder: folder.file("report")) }
  /// The same for students.
  var studentReport: ReportAudit { ReportAudit(folder: folder.file("handed-out")) }

  func results() throws -> GradingRun {
    try JSONDecoder().decode(
      GradingRun.self, from: Data(contentsOf: folder.file("report/results.json")))
  }

  /// Whether the run was in the sandbox that was asked for.
  func isTierInForce(_ run: GradingRun) -> Bool {
    switch tier {
    case .namespaces: run.sandbox.contains("namespaces")
    case .user: run.sandbox.hasPrefix("changed uid")
    }
  }
}
