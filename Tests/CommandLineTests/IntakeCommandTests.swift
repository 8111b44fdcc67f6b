import Foundation
import TestSupport
import Testing

@Suite struct `What a teacher gives to grade` {
  private static let grade = ["grade", "class", "--out", "report"]
  private static let one = ["class/ann/01-double.swift": smallCourseSolution]

  static let cases: [CommandCase] = [
    CommandCase(
      name: "grade-roster-missing", arguments: grade + ["--roster", "roster.csv"], files: one),
    CommandCase(
      name: "grade-roster-broken", arguments: grade + ["--roster", "roster.csv"],
      files: one.merging([
        "roster.csv": "id;name;canvas_id\r\nann;Ann;1\r\n;Bob;2\r\nann;\"Ann\";1\r\n"
      ]) { $1 }),
    CommandCase(
      name: "grade-policy-broken", arguments: grade,
      files: one.merging([
        "grader/grading.yaml": "due: 2026-10-01\nexercises:\n  01-duoble: {atempts: best}\n"
      ]) { $1 }),
    CommandCase(
      name: "grade-times-broken", arguments: grade,
      files: one.merging([
        "class/submissions.csv": "student,exercise,time\nann,01-double,yesterday\n"
      ]) { $1 }),
    CommandCase(
      name: "grade-no-archive", arguments: ["grade", "class.zip", "--out", "report"],
      files: ["class.zip": "no archive"]),
    CommandCase(
      name: "grade-dry-run",
      arguments: grade + ["--dry-run", "--roster", "roster.csv"],
      files: [
        "roster.csv": "id,name,canvas_id\nann,Ann,17\nbob,Bob,\ncy,Cy,\n",
        "class/otherann_17_91_01-double-1.swift": "",
        "class/otherann_17_90_01-double.swift": "",
        "class/bob/work.zip": "no archive", "class/dora/01-double/A.swift": "",
        "class/dora/01-double/B.swift": "", "class/dora/notes.txt": "",
        "class/submissions.csv": """
        student,exercise,attempt,time
        ann,01-double,,2026-10-02T09:30:00+02:00
        dora,01-double,,2026-10-05T00:00:00Z
        """,
        "grader/grading.yaml": """
        due: 2026-10-01T23:59:00+02:00
        grace_minutes: 15
        penalty_percent_per_day: 20
        penalty_cap_percent: 50
        extensions:
          anne: {all: 1}
        """,
      ]),
    CommandCase(
      name: "grade-dry-run-only",
      arguments: grade + ["--dry-run", "--json", "--only", "ann", "--only", "01-double"],
      files: ["class/ann/Submission.swift": "", "class/bob/Submission.swift": ""]),
    CommandCase(name: "help-override", arguments: ["override", "--help"]),
    CommandCase(
      name: "override-no-report",
      arguments: ["override", "report", "ann", "01-double", "1", "--reason", "R"]),
    CommandCase(
      name: "override-no-score",
      arguments: ["override", "report", "ann", "01-double", "--reason", "R"]),
    CommandCase(
      name: "override-no-number",
      arguments: ["override", "report", "ann", "01-double", "two", "--reason", "R"]),
    CommandCase(
      name: "override-below-zero",
      arguments: ["override", "report", "ann", "01-double", "-1", "--reason", "R"]),
    CommandCase(
      name: "override-below-zero-at-the-end",
      arguments: ["override", "report", "ann", "--reason", "R", "01-double", "-0.5"]),
    CommandCase(
      name: "override-no-reason", arguments: ["override", "report", "ann", "01-double", "1"]),
    CommandCase(
      name: "override-remove-and-score",
      arguments: ["override", "report", "ann", "01-double", "1", "--remove"]),
  ]

  @Test(arguments: cases)
  func `is answered as it always was`(command: CommandCase) async throws {
    try await expectSnapshot(of: command)
  }

  @Test func `is not touched by a dry run`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write("", to: "class/ann/01-double.swift")
      let outcome = try await threadbare(Self.grade + ["--dry-run"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(!folder.contains("report"))
    }
  }

  @Test func `is graded with archives, a roster, attempts, lateness and overrides`() async throws {
    try await withTemporaryFolder { folder in
      try await writeClass(in: folder)
      let grade = Self.grade + ["--roster", "roster.csv"]
      let first = try await threadbare(grade, in: folder)
      #expect(first.exitCode == 0, "\(first)")
      #expect(first.errorOutput.contains("\"eve\" is on no line of the roster"), "\(first)")
      let graded = try results(in: folder)
      #expect(graded.students.map(\.id) == ["ann", "bob", "cy", "dora", "eve"])
      #expect(graded.students.map(\.name) == ["Ann One", "Bob", "Cy", "Dora", "eve"])
      let ann = graded.students[0].exercises[0]
      #expect(ann.scoreBeforePenalty == ann.maxScore)
      #expect(ann.score == ann.maxScore * 0.8)
      #expect(ann.lateDays == 2)
      #expect(graded.students[0].score == ann.score)
      let bob = graded.students[1].exercises[0]
      #expect(bob.score == bob.maxScore && bob.lateDays == nil)
      #expect(bob.attempts?.map(\.counts) == [true, false])
      #expect(graded.students[2].exercises[0].reason?.contains("leads out") == true)
      #expect(graded.students[3].exercises[0].verdict == "not_run")
      #expect(graded.students[4].exercises[0].verdict == "pass")
      let page = try folder.text(of: "report/students/ann.html")
      #expect(page.contains("2 days late: due 2026-10-01T12:00:00Z"))
      #expect(page.contains("4 points before the penalty"))
      #expect(try folder.text(of: "report/students/bob.html").contains("2 attempts"))
      let book = try folder.text(of: "report/gradebook.csv").split(separator: "\r\n")
      #expect(
        book[0] == "student,name,01-double,score,max_score,\"01-double score_before_penalty\","
          + "\"01-double late_days\",section,favourite")
      #expect(book[1] == "ann,\"Ann One\",3.2,3.2,4,4,2,A,clone")
      try await override(in: folder, grade)
    }
  }

  /// The second half: a teacher's word, kept over another grading, and taken back.
  private func override(in folder: TemporaryFolder, _ grade: [String]) async throws {
    func override(_ arguments: String...) async throws -> ProgramOutcome {
      try await threadbare(["override", "report"] + arguments, in: folder)
    }
    for (arguments, words) in [
      (["an", "01-double", "1", "--reason", "R"], "did you mean \"ann\"?"),
      (["ann", "01-duoble", "1", "--reason", "R"], "did you mean \"01-double\"?"),
      (["ann", "01-double", "4.5", "--reason", "R"], "is from 0 to 4, not 4.5"),
      (["ann", "01-double", "nan", "--reason", "R"], "is from 0 to 4"),
      (["ann", "01-double", "1", "--reason", " "], "an override has a reason"),
      (["ann", "01-double", "--remove"], "is not overridden"),
    ] {
      let refused = try await threadbare(["override", "report"] + arguments, in: folder)
      #expect(refused.exitCode == 2, "\(refused)")
      #expect(refused.errorOutput.contains(words), "\(refused)")
    }
    let done = try await override("ann", "01-double", "3.5", "--reason", "Was <ill>, \"really\"")
    #expect(done.exitCode == 0, "\(done)")
    // The grader is not asked again for what is kept.
    for round in 0..<2 {
      let ann = try results(in: folder).students[0].exercises[0]
      #expect(ann.score == 3.5, "\(round)")
      #expect(ann.override?.computedScore == 3.2)
      #expect(ann.override?.reason == "Was <ill>, \"really\"")
      #expect(ann.scoreBeforePenalty == 4)
      let page = try folder.text(of: "report/students/ann.html")
      #expect(page.contains("Set by your teacher to 3.5 points; computed were 3.2"))
      #expect(try folder.text(of: "report/gradebook.csv").contains(",3.2,\"Was <ill>,"))
      #expect(try folder.text(of: "report/junit.xml").contains("name=\"override_reason\""))
      if round == 0 { _ = try await threadbare(grade, in: folder) }
    }
    let removed = try await override("ann", "01-double", "--remove")
    #expect(removed.exitCode == 0, "\(removed)")
    #expect(try results(in: folder).students[0].exercises[0].override == nil)
    #expect(try results(in: folder).students[0].score == 3.2)
  }

  @Test func `keeps what a page sends a student to when somebody else's score is overridden`()
    async throws
  {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let wrong = smallCourseSolution.replacing("number * 2", with: "number + 3")
      try folder.write(wrong, to: "class/ann/01-double.swift")
      try folder.write(smallCourseSolution, to: "class/bob/01-double.swift")
      let graded = try await threadbare(
        Self.grade + ["--site", "https://example.org/course"], in: folder)
      #expect(graded.exitCode == 0, "\(graded)")
      let page = try folder.text(of: "report/students/ann.html")
      #expect(shownText(of: page).contains("--only ann --only 01-double"))
      let override = try await threadbare(
        ["override", "report", "bob", "01-double", "1", "--reason", "R"], in: folder)
      #expect(override.exitCode == 0, "\(override)")
      #expect(try folder.text(of: "report/students/ann.html") == page)
    }
  }

  @Test func `is graded without a name in the report`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(
        smallCourseSolution + "let annabelq: Int = \"Annabel Quincy\" // annabelq@example.org\n",
        to: "class/Annabel Quincy_7654321_assignsubmission_file_/01-double.swift")
      try folder.write("PK", to: "class/brunhilde.zip")
      try folder.write(
        "id,name,moodle_id,email\nannabelq,Annabel Quincy,7654321,annabelq@example.org\n",
        to: "roster.csv")
      let arguments = Self.grade + ["--anonymous", "--roster", "roster.csv"]
      let outcome = try await threadbare(arguments, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome)")
      let report = folder.file("report")
      let files = try FileManager.default.subpathsOfDirectory(atPath: report.path)
      #expect(files.contains("key.csv") && files.contains("results.sqlite"))
      for file in files where file != "key.csv" {
        let bytes = (try? Data(contentsOf: report.appending(path: file))) ?? Data()
        for name in ["annabelq", "Annabel", "Quincy", "7654321", "brunhilde"] {
          #expect(bytes.firstRange(of: Data(name.utf8)) == nil, "\(file) has \(name)")
          #expect(!file.contains(name), "\(file)")
        }
      }
      let mode =
        try FileManager.default.attributesOfItem(
          atPath: report.appending(path: "key.csv").path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      let key = try folder.text(of: "report/key.csv").split(separator: "\r\n")
      let pattern = /(s-[0-9a-f]{12}),annabelq,"Annabel Quincy"/
      let pseudonym = try #require(key.dropFirst().compactMap { $0.wholeMatch(of: pattern) }.first)
      let graded = try results(in: folder)
      #expect(graded.students.contains { $0.id == pseudonym.1 && $0.name == pseudonym.1 })
      // The same in the next grading; and the id still names the student here.
      let again = try await threadbare(arguments, in: folder)
      #expect(again.exitCode == 0, "\(again)")
      #expect(try results(in: folder).students.map(\.id) == graded.students.map(\.id))
      let override = try await threadbare(
        ["override", "report", "annabelq", "01-double", "1", "--reason", "R"], in: folder)
      #expect(override.exitCode == 0, "\(override)")
      let changed = try results(in: folder).students.first { $0.id == pseudonym.1 }
      #expect(changed?.score == 1)
      // A report is one or the other.
      let named = try await threadbare(Self.grade, in: folder)
      #expect(named.exitCode == 2, "\(named)")
      #expect(named.errorOutput.contains("is an anonymous one"), "\(named)")
    }
  }

  // MARK: -

  private func threadbare(
    _ arguments: [String], in folder: TemporaryFolder
  ) async throws -> ProgramOutcome {
    try await run(
      try BuildProducts.executable(named: "threadbare"), arguments, in: folder.url,
      environment: ["NO_COLOR": "1", "TZ": "America/New_York"], limit: .seconds(300))
  }

  private func writeClass(in folder: TemporaryFolder) async throws {
    try writeSmallCourse(in: folder, submission: smallCourseSolution)
    let wrong = smallCourseSolution.replacing("number * 2", with: "number + 3")
    try await MadeArchive.write(
      [.init("work/01-double.swift", smallCourseSolution)], to: folder.file("class/ann.zip"))
    try folder.write(smallCourseSolution, to: "class/bob/attempt-1/01-double.swift")
    try folder.write(wrong, to: "class/bob/attempt-2/01-double.swift")
    try await MadeArchive.write(
      [.init("../01-double.swift", smallCourseSolution)], to: folder.file("class/cy.tar.gz"))
    try folder.write(smallCourseSolution, to: "class/eve/01-double.swift")
    try folder.write(
      """
      \u{FEFF}id;name;section;favourite
      ann;Ann One;A;clone
      bob;Bob;A;
      cy;Cy;;
      dora;Dora;;
      """, to: "roster.csv")
    try folder.write(
      """
      student,exercise,attempt,time
      ann,01-double,,2026-10-03T12:00:00Z
      bob,01-double,attempt-1,2026-10-01T12:00:00Z
      bob,01-double,attempt-2,2026-10-01T12:00:01Z
      """, to: "class/submissions.csv")
    try folder.write(
      """
      due: 2026-10-01T14:00:00+02:00
      penalty_percent_per_day: 10
      attempts: best
      """, to: "grader/grading.yaml")
  }

  private func results(in folder: TemporaryFolder) throws -> ResultsOutline {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      ResultsOutline.self, from: Data(contentsOf: folder.file("report/results.json")))
  }
}

/// What these tests read of `results.json`.
private struct ResultsOutline: Decodable {
  struct Override: Decodable {
    let reason: String
    let computedScore: Double
  }

  struct Attempt: Decodable {
    let counts: Bool
  }

  struct Exercise: Decodable {
    let verdict: String
    let score: Double
    let maxScore: Double
    let reason: String?
    let scoreBeforePenalty: Double?
    let lateDays: Int?
    let override: Override?
    let attempts: [Attempt]?
  }

  struct Student: Decodable {
    let id: String
    let name: String
    let score: Double
    let exercises: [Exercise]
  }

  let students: [Student]
}
