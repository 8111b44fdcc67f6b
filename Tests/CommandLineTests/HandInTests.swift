import Foundation
import TestSupport
import Testing

/// What students hand in, packed by `submit` and taken by `grade`.
@Suite struct `Handing in` {
  @Test func `packs what was written, verifies it, and is graded as it is`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: "// TODO\n")
      try folder.write(smallCourseSolution, to: "exercises/01-double/Submission.swift")
      for name in ["work.tar.gz", "work.zip"] {
        let packed = try await threadbare(["submit", "--out", name], in: folder)
        #expect(packed.exitCode == 0, "\(packed)")
        #expect(packed.output.contains("✓ 01-double  never checked"), "\(packed)")
        let bytes = try Data(contentsOf: folder.file(name))
        _ = try await threadbare(["submit", "--out", name], in: folder)
        #expect(try Data(contentsOf: folder.file(name)) == bytes, "\(name) differs")
        let verified = try await threadbare(["submit", "--verify", name], in: folder)
        #expect(verified.exitCode == 0, "\(verified)")
        let place = name == "work.zip" ? "class/ann.zip" : "class/ann.tar.gz"
        try? FileManager.default.removeItem(at: folder.file("class"))
        try folder.copy(folder.file(name), to: place)
        let graded = try await threadbare(
          ["grade", "class", "--out", "report", "--no-progress"], in: folder)
        #expect(graded.exitCode == 0, "\(graded)")
        #expect(!graded.errorOutput.contains("passed over"), "\(graded)")
        #expect(try folder.text(of: "report/results.json").contains("\"verdict\": \"pass\""))
      }
    }
  }

  @Test func `tells programs what was packed`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(smallCourseSolution + "\n", to: "exercises/01-double/Submission.swift")
      let checked = try await threadbare(["check", "01-double"], in: folder)
      #expect(checked.exitCode == 0, "\(checked)")
      let packed = try await threadbare(["submit", "--json"], in: folder)
      #expect(packed.exitCode == 0, "\(packed)")
      let told = try #require(
        JSONSerialization.jsonObject(with: Data(packed.output.utf8)) as? [String: Any])
      #expect(told["archive"] as? String == "submission.tar.gz")
      let exercise = try #require((told["exercises"] as? [[String: Any]])?.first)
      #expect(exercise["id"] as? String == "01-double" && exercise["checks"] as? Int == 1)
      #expect(exercise["tests_passed"] as? Int == exercise["tests_total"] as? Int)
      let verified = try await threadbare(
        ["submit", "--verify", "submission.tar.gz", "--json"], in: folder)
      #expect(verified.output.contains(try #require(exercise["sha256"] as? String)))
    }
  }

  @Test func `refuses an archive that is not what was packed`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: "// TODO\n")
      let nothing = try await threadbare(["submit"], in: folder)
      #expect(nothing.exitCode == 2, "\(nothing)")
      #expect(nothing.errorOutput.contains("nothing to hand in"), "\(nothing)")
      #expect(!folder.contains("submission.tar.gz"))
      try folder.write(smallCourseSolution, to: "exercises/01-double/Submission.swift")
      _ = try await threadbare(["submit"], in: folder)
      let unpacked = try await run(
        systemProgram: "tar", ["xzf", "submission.tar.gz"], in: folder.url)
      #expect(unpacked.exitCode == 0, "\(unpacked)")
      let manifest = try folder.text(of: "threadbare-manifest.json")
      for (files, words) in [
        ([("01-double.swift", "// another\n")], "is not what was packed"),
        ([], "is missing"),
        ([("01-double.swift", smallCourseSolution), ("x.swift", "")], "is not in its manifest"),
      ] {
        try await MadeArchive.write(
          files.map { MadeArchive.Entry($0.0, $0.1) }
            + [MadeArchive.Entry("threadbare-manifest.json", manifest)],
          to: folder.file("changed.zip"))
        let refused = try await threadbare(["submit", "--verify", "changed.zip"], in: folder)
        #expect(refused.exitCode == 2, "\(refused)")
        #expect(refused.errorOutput.contains(words), "\(refused)")
      }
      try folder.write("no archive", to: "no.zip")
      let broken = try await threadbare(["submit", "--verify", "no.zip"], in: folder)
      #expect(broken.exitCode == 2, "\(broken)")
    }
  }
}

/// Runs the program of the build.
func threadbare(
  _ arguments: [String], in folder: TemporaryFolder, input: String = ""
) async throws -> ProgramOutcome {
  try await run(
    try BuildProducts.executable(named: "threadbare"), arguments, in: folder.url,
    environment: ["NO_COLOR": "1"], input: input, limit: .seconds(300))
}
