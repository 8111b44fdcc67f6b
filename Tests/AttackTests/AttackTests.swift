import Foundation
import Results
import TestSupport
import Testing

@Suite struct `Hostile submissions` {
  @Test func `every attack of the threat model is tried, and every one that is there is expected`()
    throws
  {
    let rows = try AttackTable.rows()
    let missing = Set(AttackTable.numbers).subtracting(rows.map(\.number))
    #expect(missing == [], "numbers without a submission")
    let made = Set(try AttackTable.kept()).union(GeneratedAttacks.folders.keys)
    #expect(made.symmetricDifference(rows.map(\.name)) == [], "submissions or rows too many")
    for row in rows where row.verdict == .pass { #expect(row.says.isEmpty, "\(row.name)") }
  }

  @Test(arguments: AttackedClass.Tier.allCases)
  func `get what they computed, tell nothing, change nothing and leave nothing`(
    tier: AttackedClass.Tier
  ) async throws {
    try await withTemporaryFolder { folder in
      let attacked = try AttackedClass(in: folder, tier: tier)
      // One of them was right before: an unparseable answer must not keep that score (8).
      let before = "class/08-unparseable/answer.swift"
      try folder.copy(AttackTable.folder.appending(path: "00-right/answer.swift"), to: before)
      let first = try await attacked.grade()
      guard first.exitCode == 0, attacked.isTierInForce(try attacked.results()) else {
        let reason = first.exitCode == 0 ? try attacked.results().sandbox : first.errorOutput
        print("the sandbox '\(tier.rawValue)' is not to be had here: \(reason)")
        #expect(tier != .namespaces, "\(first)")
        return
      }
      #expect(try attacked.results().students.map(\.score) == [10])
      try FileManager.default.removeItem(at: folder.file("class/08-unparseable"))
      try attacked.fill()
      try await expectHarmless(attacked)
    }
  }

  private func expectHarmless(_ attacked: AttackedClass) async throws {
    let folder = attacked.folder
    let given = try ["class", "course"].map { try Leftovers.inventory(of: folder.file($0).path) }
    let outcome = try await attacked.grade()
    #expect(outcome.exitCode == 0, "\(outcome)")
    expectPlain(outcome)
    let run = try attacked.results()
    for row in try AttackTable.rows() { try expect(row, in: run, attacked.report) }
    expectBystanders(in: run)
    try attacked.report.expectClean()
    try expectNothingLeaked(attacked)

    let now = try ["class", "course"].map { try Leftovers.inventory(of: folder.file($0).path) }
    #expect(now == given, "files of the class or of the course changed")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("tmp").path) == [])
    #expect(Leftovers.markers() == [])
    let name = folder.url.lastPathComponent
    #expect(try await Leftovers.lastingProcesses(mentioning: name) == [], "processes are left")

    // What a student is shown of the same results (31).
    let again = try await attacked.grade(
      "--audience", "student", "--store", "report", out: "handed-out")
    #expect(again.exitCode == 0, "\(again)")
    try attacked.studentReport.expectClean()
    for path in try attacked.studentReport.textFiles() {
      let tells = try attacked.studentReport.text(of: path).contains("HIDDEN-DETAIL")
      #expect(!tells, "\(path) tells a student of a hidden test")
    }
  }

  /// A row of the table, in the results and on the student's page.
  private func expect(_ row: ExpectedAttack, in run: GradingRun, _ report: ReportAudit) throws {
    let student = run.students.first { $0.id == row.name }
    guard row.verdict != .absent else {
      #expect(student == nil, "\(row.name) is graded")
      return
    }
    let found = student?.exercises.first { $0.id == row.exercise }
    let result = try #require(found, "\(row.name) has no result")
    let messages = [result.reason ?? ""] + result.compile.diagnostics + result.tests.map(\.message)
    let said = messages.joined(separator: "\n")
    let shown = "\(row.name): \(result.score) points, says \(said.prefix(2_000))"
    #expect(result.verdict.rawValue == row.verdict.rawValue, "\(shown)")
    #expect(result.score <= row.scoreMax, "\(shown)")
    #expect(row.isSaid(in: said), "\(shown)")
    let page = try report.words(of: "students/\(row.name).html")
    let isShown = row.isSaid(in: page)
    #expect(isShown, "\(row.name): not on the page")
    if row.verdict == .pass { #expect(result.score == row.scoreMax, "\(shown)") }
    if let forbidden = row.forbidden {
      let ended = result.tests.count { $0.message.contains("that the sandbox forbids") }
      #expect(ended == forbidden, "\(shown)")
    }
    // No other exercise of this student is touched.
    for other in student?.exercises ?? [] where other.id != row.exercise && row.number > 0 {
      #expect(other.verdict == .notRun && other.score == 0, "\(row.name), \(other.id)")
    }
  }

  /// Right solutions among the attacks stay right, and strangers stay nobody.
  private func expectBystanders(in run: GradingRun) {
    for id in ["00-right", "zz-right"] {
      let student = run.students.first { $0.id == id }
      #expect(student?.score == 30, "\(id)")
      #expect(student?.exercises.allSatisfy { $0.verdict == .pass } == true, "\(id)")
    }
    let partly = run.students.first { $0.id == "00-partly" }?.exercises.first
    #expect(partly?.tests.map(\.verdict) == [.pass, .pass, .pass, .fail, .pass])
    let errors = run.students.filter { $0.exercises.contains { $0.verdict == .graderError } }
    #expect(errors.map(\.id) == ["60-traps-the-judge"])
    for id in GeneratedAttacks.oddStudents {
      let student = run.students.first { $0.id == id }
      #expect(student?.score == 0, "\(id) has no result")
    }
  }

  private func expectNothingLeaked(_ attacked: AttackedClass) throws {
    let folder = attacked.folder.file("report")
    // The attacks' sources, which pages quote, spell the first one `LEA\u{4B}ED`.
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let bytes = FileManager.default.contents(atPath: folder.appending(path: path).path) ?? Data()
      for word in ["LEAKED", AttackedClass.canary, "root:x:0:0"] {
        let isThere = bytes.range(of: Data(word.utf8)) != nil
        #expect(!isThere, "\(path) holds \(word)")
      }
    }
  }

  /// What the command prints is for a terminal.
  private func expectPlain(_ outcome: ProgramOutcome) {
    let bad = (outcome.output + outcome.errorOutput).unicodeScalars.filter { scalar in
      scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value)
    }
    #expect(bad.isEmpty, "the terminal gets \(bad.prefix(3).map(\.value)): \(outcome)")
  }
}
