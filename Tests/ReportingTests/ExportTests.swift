import Diagnostics
import Foundation
import Markup
import Reporting
import Results
import TestSupport
import Testing

/// The rules that other systems state of their files, in the words of docs/grading.md.
@Suite struct `Exports` {
  /// A class with names of other systems, a late submission, an override and every kind of outcome.
  private static func taught() -> GradingRun {
    var run = SampleClass.run(students: 12)
    for index in run.students.indices {
      run.students[index].roster = [
        "canvas_id": "\(4_700 + index)", "username": "user\(index)", "section": "A",
      ]
    }
    run.students[0].exercises[1].late = LatePenalty(
      scoreBeforePenalty: 6, lateDays: 1, reason: "1 day late")
    run.students[0].exercises[2].override = ScoreOverride(
      score: 5, reason: "=SUM(A1)", computedScore: 8, date: "2026-01-01T00:00:00Z")
    run.students[0].exercises[2].score = 5
    run.students[0].addUp()
    return run
  }

  private func rows(_ run: GradingRun, _ format: ExportFormat) throws -> [[String]] {
    let export = Export(run, as: format)
    #expect(export.files.count == 1)
    let bytes = try #require(export.files.first).bytes
    return CSVText.parse(String(decoding: bytes, as: UTF8.self))
  }

  private func objects(
    _ run: GradingRun, _ format: ExportFormat, _ audience: Audience? = nil
  ) throws -> [(path: String, object: [String: Any])] {
    try Export(run, as: format, for: audience).files.map { file in
      let value = try JSONSerialization.jsonObject(with: Data(file.bytes))
      return (file.path, try #require(value as? [String: Any]))
    }
  }

  // MARK: Tables

  @Test func `Canvas finds its header, the points possible, and everybody by number`() throws {
    let run = Self.taught()
    let rows = try rows(run, .canvas)
    #expect(
      rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        + run.exercises.map { "\($0.id) \($0.title)" })
    #expect(rows[1][0].contains("Points Possible") && rows[1].dropFirst(5) == ["6", "10", "8"])
    #expect(rows.count == run.students.count + 2)
    for (student, row) in zip(run.students, rows.dropFirst(2)) {
      #expect(row.count == rows[0].count)
      #expect(row[0] == student.name && row[1] == student.roster?["canvas_id"] && row[4] == "A")
      for (result, cell) in zip(student.exercises, row.dropFirst(5)) {
        // A fault of the grader is no score, and every other cell is a number.
        #expect(result.hasScore ? Double(cell) != nil : cell.isEmpty, "\(cell)")
      }
    }
    #expect(Export(run, as: .canvas).warnings.isEmpty)
  }

  @Test func `Canvas never takes a title for another assignment or a total`() throws {
    let titles = ["fork (2)", "Current Score of all", "Ordinary"]
    let exercises = titles.enumerated().map {
      GradingRun.Exercise(id: "0\($0)", title: $1, maxScore: 1)
    }
    let rows = try rows(SampleClass.run(students: [], exercises: exercises), .canvas)
    #expect(rows[0].dropFirst(5) == ["00", "01", "02 Ordinary"])
  }

  @Test func `the column of Canvas's numbers holds numbers alone, and who has no key is named`()
    throws
  {
    var run = SampleClass.run(students: 3)
    run.students[0].roster = ["canvas_id": "47x"]
    run.students[1].roster = ["sis_login_id": "@bob"]
    let rows = try rows(run, .canvas)
    #expect(rows[2][1...3] == ["", "", ""])
    #expect(rows[3][1...3] == ["", "", "'@bob"])
    // Without a roster all that is known is the id.
    #expect(rows[4][1...3] == ["", "s0002", ""])
    let warnings = Export(run, as: .canvas).warnings.map(\.message)
    #expect(warnings.count == 2)
    #expect(warnings[0].contains("\"s0000\" by name alone"))
    #expect(warnings[1].contains("begins like a formula"))
  }

  @Test func `Moodle gets one key, points that are numbers, and nobody whom it does not know`()
    throws
  {
    var run = Self.taught()
    run.students[3].roster?["username"] = nil
    let rows = try rows(run, .moodle)
    #expect(rows[0][0] == "username")
    #expect(rows[0][1...2] == ["01-tasks", "01-tasks feedback"])
    #expect(rows.dropFirst().map { $0[0] } == (0..<12).filter { $0 != 3 }.map { "user\($0)" })
    for row in rows.dropFirst() {
      for (exercise, cell) in zip(run.exercises, stride(from: 1, to: 7, by: 2).map { row[$0] }) {
        let number = Double(cell)
        #expect(cell.isEmpty || number != nil, "\(cell)")
        #expect((0...exercise.maxScore).contains(number ?? 0))
      }
    }
    #expect(rows[1][4].contains("1 day late") && rows[1][6].contains("set by your teacher"))
    let warnings = Export(run, as: .moodle).warnings.map(\.message)
    #expect(warnings == ["student \"s0003\" is left out: the roster has no username"])
  }

  @Test func `Moodle's other keys are taken where the roster has them`() throws {
    var run = SampleClass.run(students: 2)
    #expect(try rows(run, .moodle)[0][0] == "useridnumber")
    for index in run.students.indices { run.students[index].roster = ["email": "a\(index)@b.c"] }
    #expect(try rows(run, .moodle)[0][0] == "useremail")
    for index in run.students.indices { run.students[index].roster = ["moodle_id": "\(index)"] }
    #expect(try rows(run, .moodle)[0][0] == "userid")
  }

  @Test(arguments: [ExportFormat.csv, .canvas, .moodle])
  func `no cell of a table is a formula, whatever students are called`(format: ExportFormat) throws
  {
    let starts = ["=", "+", "-", "@", "\t=", "\r=", "x;=", "x\n=", " ="]
    var run = SampleClass.run(students: starts.count)
    for (index, start) in starts.enumerated() {
      let evil = "\(start)cmd|' /C calc'!A0"
      run.students[index].name = evil
      run.students[index].roster = ["username": evil, "section": evil, "sis_login_id": evil]
      run.students[index].exercises[0].override = ScoreOverride(
        score: 1, reason: evil, computedScore: 0, date: "")
    }
    for row in try rows(run, format) {
      for cell in row {
        for piece in cell.split(whereSeparator: { ",;\t\n|\"".contains($0) }) {
          let first = piece.drop { $0 == " " }.first
          #expect(!(first.map { "=+-@".contains($0) } ?? false), "\(cell)")
        }
      }
    }
  }

  // MARK: Documents

  @Test func `Gradescope's file has the fields of its specification and adds up`() throws {
    let run = Self.taught()
    let found = try objects(run, .gradescope)
    #expect(found.map(\.path) == run.students.map { "\($0.id).json" })
    let top: Set = [
      "score", "execution_time", "output", "output_format", "test_output_format",
      "test_name_format", "visibility", "stdout_visibility", "tests",
    ]
    let ofTest: Set = [
      "score", "max_score", "status", "name", "number", "output", "tags", "visibility",
    ]
    for (student, object) in zip(run.students, found.map(\.object)) {
      #expect(Set(object.keys) == top)
      let score = try #require(object["score"] as? Double)
      #expect(abs(score - student.score) < 1e-9)
      #expect(object["output_format"] as? String == "text")
      let tests = try #require(object["tests"] as? [[String: Any]])
      #expect(!tests.isEmpty)
      #expect(Set(tests.compactMap { $0["number"] as? String }).count == tests.count)
      for test in tests {
        #expect(ofTest.isSuperset(of: test.keys))
        #expect(["passed", "failed"].contains(test["status"] as? String))
        #expect(["visible", "after_due_date", "hidden"].contains(test["visibility"] as? String))
        #expect(test["score"] is Double && test["max_score"] is Double && test["name"] is String)
      }
    }
    let first = try #require(found.first?.object["output"] as? String)
    #expect(first.contains("1 day late") && first.contains("set by your teacher to 5"))
  }

  @Test(arguments: [ExportFormat.gradescope, .exercism, .githubClassroom])
  func `a file for students says nothing of hidden tests but their points`(format: ExportFormat)
    throws
  {
    for file in Export(Self.taught(), as: format, for: .student).files {
      var text = String(decoding: file.bytes, as: UTF8.self)
      if format == .githubClassroom {
        text = try ClassroomText.decoded(text).map(\.json).joined()
      }
      #expect(!text.contains("Every flag word") && !text.contains("reaped in any order"))
      #expect(!text.contains("\"visibility\": \"hidden\""))
    }
  }

  @Test(
    arguments: [ExportFormat.gradescope, .exercism, .githubClassroom, .junit],
    [Audience.instructor, .student])
  func `the compiler's words come along`(format: ExportFormat, audience: Audience) throws {
    var run = SampleClass.run(students: 1)
    run.students[0].exercises = [SampleClass.exercise(at: 0, outcome: 0)]
    run.students[0].addUp()
    let file = try #require(Export(run, as: format, for: audience).files.first)
    var text = String(decoding: file.bytes, as: UTF8.self)
    if format == .githubClassroom { text = try ClassroomText.decoded(text).map(\.json).joined() }
    #expect(text.contains("cannot find 'spwan' in scope"), "\(text)")
    #expect(!text.contains("blocked by: "), "\(text)")
  }

  @Test func `Exercism's file is of its third version, and says why where nothing ran`() throws {
    let run = Self.taught()
    let found = try objects(run, .exercism)
    #expect(found.count == run.students.count * run.exercises.count)
    #expect(found[0].path == "s0000/01-tasks/results.json")
    let results = run.students.flatMap(\.exercises)
    for (result, object) in zip(results, found.map(\.object)) {
      #expect(object["version"] as? Int == 3)
      let status = try #require(object["status"] as? String)
      let tests = try #require(object["tests"] as? [[String: Any]])
      #expect((status == "error") == (result.verdict == .notRun || result.verdict == .graderError))
      #expect((status == "pass") == (result.verdict == .pass))
      if status == "error" {
        let message = try #require(object["message"] as? String)
        #expect(!message.isEmpty && message.unicodeScalars.count <= 65_535 && tests.isEmpty)
      } else {
        #expect(object["message"] is NSNull && !tests.isEmpty)
      }
      for test in tests {
        #expect(test["name"] is String && test["test_code"] is String)
        let passes = test["status"] as? String == "pass"
        #expect(passes ? test["message"] is NSNull : test["message"] is String)
        #expect((test["output"] as? String ?? "").count <= 500)
      }
    }
  }

  @Test func `a message for Exercism is cut where it may not go on`() throws {
    var run = SampleClass.run(students: 1)
    run.students[0].exercises = [SampleClass.exercise(at: 0, outcome: 1)]
    run.students[0].exercises[0].reason = String(repeating: "ä", count: 70_000)
    let message = try #require(try objects(run, .exercism).first?.object["message"] as? String)
    #expect(message.unicodeScalars.count == 65_535)
  }

  @Test func `Classroom's reporter adds up to the score, and reads every variable`() throws {
    let run = Self.taught()
    for (student, file) in zip(run.students, Export(run, as: .githubClassroom).files) {
      let variables = try ClassroomText.decoded(String(decoding: file.bytes, as: UTF8.self))
      #expect(
        variables.map(\.name)
          == ["E01TASKS_RESULTS", "E02FORKISCLONE_RESULTS", "E03FLAGRULES_RESULTS"])
      for (result, variable) in zip(student.exercises, variables) {
        let value = try JSONSerialization.jsonObject(with: Data(variable.json.utf8))
        let object = try #require(value as? [String: Any])
        #expect(object["version"] as? Int == 1)
        #expect(object["max_score"] as? Double == result.maxScore)
        #expect(["pass", "fail", "error"].contains(object["status"] as? String))
        let tests = try #require(object["tests"] as? [[String: Any]])
        // What `src/notify-classroom.js` of the reporter does.
        let total = tests.reduce(0.0) { $0 + ($1["score"] as? Double ?? .nan) }
        #expect(abs(total - result.score) < 1e-6, "\(student.id) \(result.id)")
      }
    }
  }

  @Test func `JUnit's file is valid, and the report's own two files are what they were`() throws {
    let run = Self.taught()
    let schema = [UInt8](
      try Data(contentsOf: Repository.file("Tests/ReportingTests/Resources/junit.xsd")))
    let junit = try #require(Export(run, as: .junit).files.first)
    #expect(XMLInspection.problems(inXML: junit.bytes, schema: schema) == [])
    try WrittenReport.of(run) { report in
      for (format, name) in [(ExportFormat.csv, "gradebook.csv"), (.json, "results.json")] {
        let written = try report.bytes(name)
        #expect(written == Export(run, as: format).files[0].bytes)
      }
    }
  }

  @Test func `a part of a class has the sums of that part`() throws {
    let part = try Self.taught().only(["02-fork-is-clone", "s0001"])
    #expect(part.students.map(\.id) == ["s0001"] && part.exercises.count == 1)
    #expect(part.students[0].maxScore == 10)
    #expect(throws: DiagnosticList.self) { try Self.taught().only(["s9"]) }
  }

  @Test func `several files go into folders that are made`() throws {
    try withTemporaryFolder { folder in
      let export = Export(Self.taught(), as: .exercism)
      try export.write(to: folder.file("a/b").path, isFolder: true)
      for file in export.files {
        let written = try Data(contentsOf: folder.file("a/b/\(file.path)"))
        #expect([UInt8](written) == file.bytes)
      }
    }
  }
}

/// What the reporter of GitHub Classroom makes of its environment.
private enum ClassroomText {
  static func decoded(_ text: String) throws -> [(name: String, json: String)] {
    try text.split(separator: "\n").map { line in
      let parts = line.split(separator: "=", maxSplits: 1)
      let data = try #require(Data(base64Encoded: String(parts[1])))
      return (String(parts[0]), String(decoding: data, as: UTF8.self))
    }
  }
}
