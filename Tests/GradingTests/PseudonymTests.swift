import Foundation
import Grading
import Intake
import Results
import TestSupport
import Testing

@Suite struct `The pseudonyms of a class` {
  @Test func `depend on the secret and the id alone`() {
    let pseudonyms = Pseudonyms(secret: "a")
    #expect(pseudonyms.pseudonym(of: "ada") == pseudonyms.pseudonym(of: "ada"))
    #expect(pseudonyms.pseudonym(of: "ada") != pseudonyms.pseudonym(of: "adb"))
    #expect(pseudonyms.pseudonym(of: "ada") != Pseudonyms(secret: "b").pseudonym(of: "ada"))
    #expect(pseudonyms.pseudonym(of: "ada").wholeMatch(of: /s-[0-9a-f]{12}/) != nil)
  }

  @Test func `stand in all that a submission puts into a result`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "m/Ada Lovelace_1234567_assignsubmission_file_/x.swift")
      let input = try ClassReader.read(folder.file("m").path, exercises: ["x"])
      let scrubber = NameScrubber(input.students, Pseudonyms(secret: "a"))
      let said = "by Ada Lovelace"
      let test = TestResult(
        id: "t", name: "test", verdict: .fail, visibility: .visible, score: 0, maxScore: 1,
        message: said, expected: said, actual: said, timeline: [said],
        recording:
          #"{"before":0,"steps":[["\#(said)",1234567,1234567,[[1234567,1,1,"running"]]]]}"#,
        call: CallNote(role: .last, text: said, thread: 1),
        sourceLine: SourceLine(file: said, line: 1, firstLine: 1, text: [said]),
        exploration: ExplorationNote(
          schedules: 1, repeated: 0, isComplete: true, preemptionsMax: nil,
          outcomes: [ExplorationNote.Outcome(text: said, schedules: 1, isFailure: true)]))
      let result = ExerciseResult(
        id: "x", title: "X", verdict: .fail, score: 0, maxScore: 1,
        compile: CompileResult(status: .ok, diagnostics: [said]), tests: [test], reason: said,
        sandbox: "")
      let scrubbed = scrubber.scrubbed(result)
      let text = String(decoding: try JSONEncoder().encode(scrubbed), as: UTF8.self)
      #expect(!text.contains("Ada") && !text.contains("Lovelace"), "\(text)")
      // Numbers are no names: the recording is still one.
      let recording = try #require(scrubbed.tests[0].recording)
      #expect(recording.contains("1234567,1234567,[[1234567,1,1,"), "\(recording)")
    }
  }

  @Test func `stand in texts for every name of a student`() throws {
    try withTemporaryFolder { folder in
      try folder.write("", to: "m/Ada Lovelace_1234567_assignsubmission_file_/x.swift")
      try folder.write("", to: "m/bob/x.swift")
      let input = try ClassReader.read(folder.file("m").path, exercises: ["x"])
      let names = Pseudonyms(secret: "a")
      let (ada, bob) = (names.pseudonym(of: "1234567"), names.pseudonym(of: "bob"))
      let scrubber = NameScrubber(input.students, names)
      for (text, expected) in [
        ("by ada LOVELACE, with Bob", "by \(ada), with \(bob)"),
        ("'Ada_Lovelace-1234567'", "'\(ada)-\(ada)'"), ("bobbin, ada", "bobbin, ada"),
        ("", ""), ("bob", bob), ("1 of 2 tests", "1 of 2 tests"),
        ("// Ada\n// Lovelace\nx", "// \(ada)\n\nx"),
      ] {
        #expect(scrubber.scrubbed(text) == expected)
      }
    }
  }
}
