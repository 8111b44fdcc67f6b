import Foundation
import Grading
import Intake
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
