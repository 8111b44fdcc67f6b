import Diagnostics
import Foundation
import Intake
import TestSupport
import Testing

@Suite struct `A class's submissions` {
  @Test func `are a folder of students' folders`() throws {
    try withTemporaryFolder { folder in
      try folder.write("one", to: "class/ann/01-tasks.swift")
      try folder.write("a", to: "class/ann/02-fork/A.swift")
      try folder.write("b", to: "class/ann/02-fork/B.swift")
      try folder.write("c", to: "class/ann/02-fork/notes.txt")
      try folder.write("", to: "class/bob/02-fork/notes.txt")
      try FileManager.default.createDirectory(
        at: folder.file("class/cy"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: folder.file("class/cy/01-tasks.swift"),
        withDestinationURL: folder.file("class/ann/01-tasks.swift"))
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks: one", "ann/02-fork: A.swift=a B.swift=b",
          "bob/02-fork: unusable: the folder '02-fork' holds no .swift file",
          "cy/01-tasks: unusable: '01-tasks.swift' is a symbolic link",
        ])
    }
  }

  @Test func `tell what is not there from what the machine does not give`() throws {
    func fault(reading path: String) throws -> InputFile.Fault {
      try #require(throws: InputFile.Fault.self) {
        _ = try InputFile(path: path).bytes(upTo: 1 << 20)
      }
    }
    let missing = try fault(reading: "/no such file")
    #expect(!missing.isOfMachine && missing.reason == "there is no file 'no such file'")
    #expect(try !fault(reading: "/dev/null").isOfMachine)
    let name = String(repeating: "x", count: 300)
    let refused = try fault(reading: "/\(name)")
    #expect(refused.isOfMachine && refused.reason.hasSuffix("cannot be read: File name too long"))
  }

  @Test func `names what it passes over`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "ann/01-tasks.swift")
      try folder.write("", to: "ann/02-fork/Main.swift")
      try folder.write("", to: "ann/2-fork.swift")
      try folder.write("", to: ".git/config")
      try folder.write("", to: "marks.csv")
      try FileManager.default.createSymbolicLink(
        at: folder.file("bob"), withDestinationURL: folder.file("ann"))
      // A name that is not UTF-8.
      let odd = folder.path.utf8.map { CChar(bitPattern: $0) } + [0x2F, 0x63, -1, 0]
      #expect(mkdir(odd, 0o755) == 0)
      let found = try readClass(folder, "")
      #expect(found.students.map(\.id) == ["ann"])
      let lines = found.warnings.map { "\($0.location?.path ?? ""): \($0.help ?? "")" }
      #expect(lines.count == 4, "\(lines)")
      #expect(lines.contains { $0.hasSuffix("/ann/2-fork.swift: did you mean \"02-fork\"?") })
      #expect(lines.contains { $0.contains("/bob: ") })
      #expect(lines.contains { $0.contains("/marks.csv: ") })
    }
  }

  @Test func `does not name hundreds of files`() throws {
    try withTemporaryFolder { folder in
      for number in 0..<300 { try folder.write("", to: "ann/\(number).txt") }
      let warnings = try readClass(folder, "").warnings
      #expect(warnings.count == 21)
      #expect(warnings.last?.message == "280 more files or folders are passed over")
      // What exercises there are is said once.
      #expect(warnings.compactMap(\.help).count == 1)
    }
  }

  @Test(arguments: ["zip", "tar.gz", "tgz"])
  func `may be an archive of all, of each, or of an exercise`(ending: String) async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [
          .init("ann", kind: .folder), .init("ann/01-tasks.swift", "one"),
          .init("ann/02-fork/A.swift", "a"), .init("ann/02-fork/B.swift", "b"),
          .init("__MACOSX/ann/._01-tasks.swift", "no"),
        ], to: folder.file("all.\(ending)"))
      let time = " at 2026-09-21T14:13:20Z"
      #expect(
        lines(of: try readClass(folder, "all.\(ending)")) == [
          "ann/01-tasks: one\(time)", "ann/02-fork: A.swift=a B.swift=b\(time)",
        ])
      try await MadeArchive.write(
        [.init("homework/01-tasks.swift", "one"), .init("homework/02-fork/A.swift", "a")],
        to: folder.file("class/bob.\(ending)"))
      try await MadeArchive.write(
        [.init("Submission.swift", "s"), .init("More.swift", "m")],
        to: folder.file("class/cy/02-fork.\(ending)"))
      // The student packs this one: its times say nothing.
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "bob/01-tasks: one", "bob/02-fork: A.swift=a",
          "cy/02-fork: More.swift=m Submission.swift=s",
        ])
    }
  }

  @Test func `may have a folder around them in an archive`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [.init("export/ann/01-tasks.swift", "one"), .init("export/bob/01-tasks.swift", "two")],
        to: folder.file("a.zip"))
      #expect(
        lines(of: try readClass(folder, "a.zip")).map { $0.prefix(14) } == [
          "ann/01-tasks: ", "bob/01-tasks: ",
        ])
    }
  }

  @Test func `have Submission.swift where one exercise is graded`() async throws {
    try await withTemporaryFolder { folder in
      try folder.write("one", to: "class/ann/Submission.swift")
      #expect(lines(of: try readClass(folder, "class")) == ["ann: nothing"])
      #expect(lines(of: try readClass(folder, "class", only: "02-fork")) == ["ann/02-fork: one"])
      try await MadeArchive.write(
        [.init("ann/Submission.swift", "one"), .init("bob/Submission.swift", "two")],
        to: folder.file("01-tasks.zip"))
      #expect(
        lines(of: try readClass(folder, "01-tasks.zip")).map { $0.prefix(17) } == [
          "ann/01-tasks: one", "bob/01-tasks: two",
        ])
    }
  }

  @Test func `have attempts in folders`() throws {
    try withTemporaryFolder { folder in
      try folder.write("a", to: "class/ann/attempt-2/01-tasks.swift")
      try folder.write("b", to: "class/ann/attempt-10/01-tasks.swift")
      try folder.write("c", to: "class/bob@2026-10-02T12:00:00+02:00/01-tasks.swift")
      try folder.write("d", to: "class/bob@2026-10-01T12:00:00Z/01-tasks.swift")
      try folder.write("e", to: "class/bob@example.org/01-tasks.swift")
      #expect(
        lines(of: try readClass(folder, "class")) == [
          "ann/01-tasks [attempt-2]: a", "ann/01-tasks [attempt-10]: b",
          "bob/01-tasks [2026-10-01T12:00:00Z]: d at 2026-10-01T12:00:00Z",
          "bob/01-tasks [2026-10-02T10:00:00Z]: c at 2026-10-02T10:00:00Z",
          "bob@example.org/01-tasks: e",
        ])
    }
  }

  @Test func `may be what Moodle exports`() throws {
    try withTemporaryFolder { folder in
      try folder.write("a", to: "m/Ada Lovelace_11_assignsubmission_file_/01-tasks.swift")
      try folder.write("<p>", to: "m/Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html")
      try folder.write("c", to: "m/Bob B_12_assignsubmission_file_01-tasks.swift")
      try folder.write("<p>", to: "m/Cy C_13_assignsubmission_onlinetext/onlinetext.html")
      let text = "unusable: only an online text was handed in, which is not graded"
      let input = try readClass(folder, "m")
      #expect(
        lines(of: input) == [
          "11/01-tasks: a", "11/02-fork: \(text)", "12/01-tasks: c",
          "13/01-tasks: \(text)", "13/02-fork: \(text)",
        ])
      #expect(input.students.map(\.name) == ["Ada Lovelace", "Bob B", "Cy C"])
      #expect(input.warnings.isEmpty)
      // The roster's id, by Moodle's number or by the only name.
      let roster = "id,name,moodle_id\nada,Lovelace,11\nbob,BOB  B,\ndora,Dora,\n"
      let listed = try readClass(folder, "m", roster: roster)
      #expect(listed.students.map(\.id) == ["ada", "bob", "dora", "13"])
      #expect(listed.students.map(\.name) == ["Lovelace", "BOB  B", "Dora", "Cy C"])
      #expect(
        listed.warnings.map(\.message) == [
          "\"13\" is on no line of the roster and is graded under this id"
        ])
    }
  }

  @Test func `may be what Canvas exports`() async throws {
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [
          .init("lovelaceada_4711_91_01-tasks.swift", "a"),
          .init("lovelaceada_4711_91_02-fork-2.swift", "b"),
          .init("byronbob_LATE_4712_92_01-tasks-1.swift", "c"),
        ], to: folder.file("submissions.zip"))
      let roster = "id,name,canvas_id\nada,Ada,4711\n"
      // Nothing has the time of the download.
      #expect(
        lines(of: try readClass(folder, "submissions.zip", roster: roster)) == [
          "ada/01-tasks: a", "ada/02-fork [resubmission 2]: b",
          "4712/01-tasks [resubmission 1]: c late",
        ])
      try await MadeArchive.write(
        [.init("hw/01-tasks.swift", "z")], to: folder.file("c/lovelaceada_4711_91_hw.zip"))
      #expect(lines(of: try readClass(folder, "c", roster: roster)) == ["ada/01-tasks: z"])
    }
  }

  @Test func `may be what Gradescope exports`() async throws {
    let metadata = """
      ---
      submission_98:
        :submitters:
        - :name: Ada Lovelace
          :sid: '1815'
          :email: ada@example.edu
        - :name: Bob
          :sid:
          :email: bob@example.edu
        :created_at: 2026-10-01 21:15:00.123456000 Z
        :score: !ruby/object:BigDecimal 18:0.1e1
        :results: &1
          tests: []
        :history:
        - :id: 97
          :created_at: 2026-09-30 20:00:00.000000000 Z
          :results: *1
      submission_99:
        :submitters:
        - :name: Cy
          :email: cy@example.edu
        :created_at: 2026-10-02 00:00:00 Z
      """
    try await withTemporaryFolder { folder in
      try await MadeArchive.write(
        [
          .init("assignment_5_export/submission_metadata.yml", metadata),
          .init("assignment_5_export/submission_98/01-tasks.swift", "new"),
          .init("assignment_5_export/submission_97/01-tasks.swift", "old"),
          .init("assignment_5_export/submission_99/01-tasks.swift", "cy"),
          .init("assignment_5_export/submission_100/01-tasks.swift", "nobody's"),
        ], to: folder.file("export.zip"))
      let roster = "id,name,email\nada,Ada,ADA\nb,B,bob@example.edu\nz,Ada Lovelace,\n"
      let input = try readClass(folder, "export.zip", roster: roster)
      #expect(
        lines(of: input) == [
          "ada: nothing",
          "b/01-tasks [submission 97]: old at 2026-09-30T20:00:00Z",
          "b/01-tasks [submission 98]: new at 2026-10-01T21:15:00Z",
          "z/01-tasks [submission 97]: old at 2026-09-30T20:00:00Z",
          "z/01-tasks [submission 98]: new at 2026-10-01T21:15:00Z",
          "cy@example.edu/01-tasks [submission 99]: cy at 2026-10-02T00:00:00Z",
          "submission_100/01-tasks: nobody's at 2026-09-21T14:13:20Z",
        ])
    }
  }

  @Test(arguments: [
    ("a: [", "2:1:"), ("other: 1\n", ""),
  ])
  func `with metadata that is none are bad input`(text: String, place: String) throws {
    try withTemporaryFolder { folder in
      try folder.write(text, to: "g/submission_metadata.yml")
      try folder.write("x", to: "g/submission_1/01-tasks.swift")
      do {
        _ = try readClass(folder, "g")
        Issue.record("it is read")
      } catch let list as DiagnosticList {
        let place = "submission_metadata.yml:\(place)"
        let found = list.first?.location.map { "\($0):" } ?? ""
        #expect(found.contains(place), "\(list)")
      }
    }
  }

  @Test func `have times in a manifest`() throws {
    try withTemporaryFolder { folder in
      try folder.write("a", to: "class/ann/attempt-1/01-tasks.swift")
      try folder.write("b", to: "class/ann/attempt-2/01-tasks.swift")
      try folder.write("c", to: "class/bob/01-tasks.swift")
      try folder.write(
        """
        student,exercise,attempt,time
        ann,01-tasks,attempt-1,2026-10-01T12:00:00Z
        ann,01-tasks,,2026-10-02T12:00:00Z
        bob,01-tasks,,2026-10-03T12:00:00+02:00
        cy,01-tasks,,2026-10-03T12:00:00+02:00
        """, to: "class/submissions.csv")
      let input = try readClass(folder, "class")
      #expect(
        lines(of: input) == [
          "ann/01-tasks [attempt-1]: a at 2026-10-01T12:00:00Z",
          "ann/01-tasks [attempt-2]: b at 2026-10-02T12:00:00Z",
          "bob/01-tasks: c at 2026-10-03T10:00:00Z",
        ])
      #expect(input.warnings.map(\.message) == ["nothing was handed in for this line"])
      #expect(input.warnings.first?.location?.position?.line == 5)
    }
  }

  @Test(arguments: [
    (
      "student,exercise\n", ":1:1: the columns \"student\", \"exercise\" and \"time\" must be there"
    ),
    ("student,exercise,tme\n", ":1:18: unknown column \"tme\""),
    (
      "student,exercise,time\na,1-tasks,2026-10-01T00:00:00Z\n",
      ":2:3: there is no exercise \"1-tasks\""
    ),
    (
      "student,exercise,time\na,01-tasks,2026-10-01 12:00\n",
      ":2:12: \"2026-10-01 12:00\" is no time with an offset"
    ),
    (
      "student,exercise,time\na,01-tasks,2026-10-01T00:00:00Z\na,01-tasks,2026-10-01T00:00:00Z\n",
      ":3:1: this student and exercise are there twice"
    ),
  ])
  func `with a wrong manifest are bad input`(text: String, message: String) throws {
    try withTemporaryFolder { folder in
      try folder.write("x", to: "class/a/01-tasks.swift")
      try folder.write(text, to: "class/submissions.csv")
      do {
        _ = try readClass(folder, "class")
        Issue.record("it is read")
      } catch let list as DiagnosticList {
        let found = list.map { "\($0.location.map { "\($0)" } ?? ""): \($0.message)" }
        #expect(found.count == 1 && found[0].hasSuffix("submissions.csv\(message)"), "\(found)")
      }
    }
  }

  @Test(arguments: ["nowhere", "class", "file.txt"])
  func `of nobody are bad input`(path: String) throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "class/notes.txt")
      try folder.write("", to: "file.txt")
      #expect(throws: DiagnosticList.self) { try readClass(folder, path) }
    }
  }

  @Test func `of nobody are everybody's on the roster`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "class/notes.txt")
      let input = try readClass(folder, "class", roster: "id,name,section\nada,Ada,A\n")
      #expect(lines(of: input) == ["ada: nothing"])
      #expect(input.students[0].columns == ["section": "A"])
    }
  }
}
