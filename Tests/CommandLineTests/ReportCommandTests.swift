import Foundation
import TestSupport
import Testing

@Suite struct `A teacher's report` {
  static let cases: [CommandCase] = [
    CommandCase(name: "help-export", arguments: ["export", "--help"]),
    CommandCase(name: "export-no-report", arguments: ["export", "report", "--format", "csv"]),
    CommandCase(
      name: "export-no-format", arguments: ["export", "report", "--format", "blackboard"]),
    CommandCase(
      name: "export-edited", arguments: ["export", "report", "--format", "csv"],
      files: ["report/results.json": "{\"version\": 1}\n"]),
    CommandCase(name: "help-rejudge", arguments: ["rejudge", "--help"]),
    CommandCase(name: "rejudge-no-report", arguments: ["rejudge", "report", "--exercise", "x"]),
    CommandCase(name: "rejudge-no-exercise", arguments: ["rejudge", "report"]),
    CommandCase(
      name: "rejudge-apply-and-drop",
      arguments: ["rejudge", "report", "--exercise", "x", "--apply", "--drop"]),
    CommandCase(name: "help-pack-gradescope", arguments: ["pack", "gradescope", "--help"]),
    CommandCase(
      name: "help-pack-github-classroom", arguments: ["pack", "github-classroom", "--help"]),
    CommandCase(
      name: "pack-gradescope-no-exercise",
      arguments: ["pack", "gradescope", "--exercise", "01-duoble", "--out", "grader.zip"]),
  ]

  @Test(arguments: cases) func `is asked for in ways that are told as recorded`(
    command: CommandCase
  ) async throws {
    try await expectSnapshot(of: command)
  }

  private func threadbare(
    _ arguments: [String], in folder: TemporaryFolder
  ) async throws -> ProgramOutcome {
    try await run(
      try BuildProducts.executable(named: "threadbare"), arguments, in: folder.url,
      environment: ["NO_COLOR": "1"], limit: .seconds(600))
  }

  private func refused(
    _ arguments: [String], saying words: String, in folder: TemporaryFolder
  ) async throws {
    let outcome = try await threadbare(arguments, in: folder)
    #expect(outcome.exitCode == 2, "\(outcome)")
    #expect(outcome.errorOutput.contains(words), "\(outcome)")
  }

  private func writeClass(in folder: TemporaryFolder) throws {
    try writeSmallCourse(in: folder, submission: smallCourseSolution)
    let wrong = smallCourseSolution.replacing("number * 2", with: "number + 3")
    try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
    try folder.write(wrong, to: "class/bob/01-double.swift")
    try folder.write("id,name,canvas_id\nann,=Ann,7\nbob,Bob,8\n", to: "roster.csv")
  }

  @Test func `comes in files of other systems, with the names of a roster`() async throws {
    try await withTemporaryFolder { folder in
      try writeClass(in: folder)
      let graded = try await threadbare(["grade", "class", "--out", "report"], in: folder)
      #expect(graded.exitCode == 0, "\(graded)")
      let named = try await threadbare(
        ["export", "report", "--format", "csv", "--out", "."], in: folder)
      #expect(named.output == "1 file: ./gradebook.csv\n", "\(named)")
      let canvas = try await threadbare(
        ["export", "report", "--format", "canvas", "--roster", "roster.csv"], in: folder)
      #expect(canvas.exitCode == 0 && canvas.errorOutput.isEmpty, "\(canvas)")
      let rows = canvas.output.split(separator: "\r\n")
      #expect(rows.count == 4)
      #expect(rows[2] == "'=Ann,7,,,,4")
      try await refused(
        ["export", "report", "--format", "gradescope"], saying: "these are 2 files", in: folder)
      let all = try await threadbare(
        ["export", "report", "--format", "gradescope", "--out", "out"], in: folder)
      #expect(all.exitCode == 0, "\(all)")
      #expect(folder.contains("out/ann.json") && folder.contains("out/bob.json"))
      let one = try await threadbare(
        ["export", "report", "--format", "gradescope", "--only", "bob", "--out", "bob.json"],
        in: folder)
      #expect(one.exitCode == 0, "\(one)")
      #expect(try folder.text(of: "bob.json") == folder.text(of: "out/bob.json"))
      for place in ["report/results.json", "report/students/ann.html", "report/new.csv"] {
        try await refused(
          ["export", "report", "--format", "csv", "--out", place], saying: "is in the report",
          in: folder)
      }
      for place in ["report", "report/", "report/sub"] {
        try await refused(
          ["export", "report", "--format", "gradescope", "--out", place],
          saying: "is in the report", in: folder)
      }
      #expect(!folder.contains("report/ann.json") && !folder.contains("report/sub"))
      try await refused(
        ["export", "report", "--format", "csv", "--only", "bo"], saying: "did you mean \"bob\"?",
        in: folder)
    }
  }

  @Test func `is no report that somebody edited`() async throws {
    try await withTemporaryFolder { folder in
      try writeClass(in: folder)
      _ = try await threadbare(["grade", "class", "--out", "report"], in: folder)
      let results = try folder.text(of: "report/results.json")
      try folder.write(
        results.replacing("\"verdict\": \"fail\"", with: "\"verdict\": \"pass\""),
        to: "report/results.json")
      try await refused(
        ["export", "report", "--format", "csv"], saying: "edited by hand", in: folder)
      // The store: cut, then edited.
      let store = folder.file("report/results.sqlite")
      let whole = try Data(contentsOf: store)
      let edited = try await run(
        systemProgram: "python3",
        [
          "-c",
          "import sqlite3; d = sqlite3.connect('report/results.sqlite'); "
            + "d.execute(\"UPDATE runStudent SET student = replace(CAST(student AS TEXT), "
            + "'\\\"bob\\\"', '\\\"eve\\\"')\"); d.commit()",
        ], in: folder.url)
      #expect(edited.exitCode == 0, "\(edited)")
      let override = ["override", "report", "ann", "01-double", "1", "--reason", "R"]
      try await refused(override, saying: "edited by hand", in: folder)
      try await refused(
        ["rejudge", "report", "--exercise", "01-double"], saying: "edited by hand", in: folder)
      for name in ["results.sqlite-wal", "results.sqlite-shm"] {
        try? FileManager.default.removeItem(at: folder.file("report/\(name)"))
      }
      try Data(whole.prefix(whole.count / 2).dropLast(100)).write(to: store)
      try await refused(override, saying: "the results are damaged", in: folder)
    }
  }

  @Test func `is written anew where it is, with its results elsewhere`() async throws {
    try await withTemporaryFolder { folder in
      try writeClass(in: folder)
      let graded = try await threadbare(
        ["grade", "class", "--out", "report", "--audience", "student"], in: folder)
      #expect(graded.exitCode == 0, "\(graded)")
      let override = ["override", "report-results", "bob", "01-double", "2", "--reason", "talked"]
      let overridden = try await threadbare(override, in: folder)
      #expect(overridden.exitCode == 0, "\(overridden)")
      #expect(overridden.output.hasSuffix("/report/index.html\n"), "\(overridden)")
      #expect(try folder.text(of: "report/students/bob.html").contains("talked"))
      let rejudge = ["rejudge", "report-results", "--exercise", "01-double"]
      for command in [rejudge, rejudge + ["--apply"]] {
        let outcome = try await threadbare(command, in: folder)
        #expect(outcome.exitCode == 0, "\(outcome)")
      }
      #expect(!folder.contains("report-results/index.html"))
    }
  }

  @Test func `changes by other tests when it is applied, and not before`() async throws {
    try await withTemporaryFolder { folder in
      try writeClass(in: folder)
      _ = try await threadbare(["grade", "class", "--out", "report"], in: folder)
      let override = ["override", "report", "ann", "01-double", "3", "--reason", "talked"]
      _ = try await threadbare(override, in: folder)
      let before = try folder.text(of: "report/results.json")
      // A test that takes any answer: bob's wrong one passes it now.
      let tests = try folder.text(of: "grader/01-double/HiddenTests.swift")
      try folder.write(
        tests.replacing("is: 4, \"wrong\"", with: "is: 5, \"wrong\""),
        to: "grader/01-double/HiddenTests.swift")
      let rejudge = ["rejudge", "report", "--exercise", "01-double"]
      try await refused(
        rejudge + ["--apply"], saying: "nobody has looked at what would change yet", in: folder)
      let shown = try await threadbare(rejudge, in: folder)
      #expect(shown.exitCode == 0, "\(shown)")
      #expect(
        shown.output.contains("2 results of 2 would change, 1 for the better and 1 for the worse"),
        "\(shown)")
      #expect(shown.output.contains("stays at 3 by a teacher"), "\(shown)")
      #expect(shown.output.contains("HiddenTests-double: failed 0 of 1 → passed 1 of 1"))
      #expect(try folder.text(of: "report/results.json") == before)
      let page = try folder.text(of: "report-rejudge/01-double/index.html")
      #expect(page.contains("four is twice two") && page.contains("set by a teacher to 3"))
      // The tests change once more behind one's back.
      try folder.write(tests, to: "grader/01-double/HiddenTests.swift")
      try await refused(
        rejudge + ["--apply"], saying: "changed since the set was looked at", in: folder)
      let dropped = try await threadbare(rejudge + ["--drop"], in: folder)
      #expect(dropped.exitCode == 0 && !folder.contains("report-rejudge"), "\(dropped)")
      try await refused(rejudge + ["--drop"], saying: "nothing of \"01-double\" waits", in: folder)

      try folder.write(
        tests.replacing("is: 4, \"wrong\"", with: "is: 5, \"wrong\""),
        to: "grader/01-double/HiddenTests.swift")
      _ = try await threadbare(rejudge, in: folder)
      let applied = try await threadbare(rejudge + ["--apply"], in: folder)
      #expect(applied.exitCode == 0, "\(applied)")
      let book = try folder.text(of: "report/gradebook.csv").split(separator: "\r\n")
      #expect(book[1].hasPrefix("ann,ann,3,3,4") && book[2].hasPrefix("bob,bob,3,3,4"), "\(book)")
      #expect(!folder.contains("report-rejudge"))
      let history = try await threadbare(["rejudge", "report", "--history"], in: folder)
      #expect(history.output.contains("bob: failed 2 → failed 3 (+1)"), "\(history)")
      // A later grading takes over what was applied, and the teacher's word with it.
      let again = try await threadbare(["grade", "class", "--out", "report"], in: folder)
      #expect(again.exitCode == 0, "\(again)")
      let later = try folder.text(of: "report/gradebook.csv").split(separator: "\r\n")
      #expect(later == book)
    }
  }

  @Test func `is graded as it arrives, until Ctrl-C`() async throws {
    try await withTemporaryFolder { folder in
      try writeClass(in: folder)
      try FileManager.default.removeItem(at: folder.file("class/bob"))
      let program = try BuildProducts.executable(named: "threadbare").path
      let outcome = try await run(
        systemProgram: "bash",
        [
          "-c",
          """
          "$0" grade class --out report --watch & watcher=$!
          waits() {
            for _ in $(seq 600); do grep -q "$1" report/gradebook.csv 2>&1 && return; sleep 0.1; done
            echo "never came: $1"
            kill -KILL $watcher
            exit 1
          }
          waits '^ann,ann,4,'
          mkdir class/bob
          head -c 60 class/ann/01-double.swift > class/bob/01-double.swift
          sleep 0.5
          cp class/ann/01-double.swift class/.copy && mv class/.copy class/bob/01-double.swift
          waits '^bob,bob,4,'
          sed -i 's/number [*] 2/number + 3/' class/ann/01-double.swift
          waits '^ann,ann,2,'
          kill -INT $watcher
          wait $watcher
          echo "ended with $?"
          """, program,
        ], in: folder.url, environment: ["NO_COLOR": "1"], limit: .seconds(300))
      #expect(outcome.output.hasSuffix("ended with 0\n"), "\(outcome)")
      #expect(outcome.errorOutput.contains("what was graded is kept"))
      // Half of bob's file was never graded: it was not left alone.
      let later = try await threadbare(["grade", "class", "--out", "report"], in: folder)
      #expect(later.exitCode == 0, "\(later)")
      let book = try folder.text(of: "report/gradebook.csv").split(separator: "\r\n")
      #expect(book.count == 3)
    }
  }
}
