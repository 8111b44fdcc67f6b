import Foundation
import TestSupport
import Testing

@Suite struct `An installed tree` {
  @Test func `works where it was unpacked, for a course that it has never seen`() async throws {
    try await withTemporaryFolder { folder in
      let packed = try await run(
        Repository.file(".ci/dist"), [folder.path, BuildProducts.folder.path], limit: .seconds(600))
      #expect(packed.exitCode == 0, "\(packed)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      let archive = try #require(names.first { $0.hasSuffix(".tar.gz") })
      try FileManager.default.createDirectory(
        at: folder.file("elsewhere"), withIntermediateDirectories: false)
      let unpacked = try await run(
        systemProgram: "tar",
        ["--extract", "--strip-components=1", "-C", "elsewhere", "-f", archive],
        in: folder.url)
      #expect(unpacked.exitCode == 0, "\(unpacked)")

      let threadbare = folder.file("elsewhere/bin/threadbare")
      let environment = [
        "THREADBARE_CACHE": folder.file("cache").path, "XDG_STATE_HOME": folder.file("state").path,
      ]
      let installed = try await run(
        threadbare,
        [
          "check", "03-flag-rules", "--file",
          folder.file("elsewhere/share/threadbare/grader/03-flag-rules/Solution.swift").path,
        ], in: folder.url, environment: environment)
      #expect(installed.exitCode == 0, "\(installed)")

      // The tree is not the student's: nothing is written into it.
      let hint = try await run(
        threadbare, ["hint", "01-tasks"], in: folder.url, environment: environment)
      #expect(hint.exitCode == 0, "\(hint)")
      #expect(folder.contains("state/threadbare/progress.json"))
      #expect(!folder.contains("elsewhere/share/threadbare/.threadbare"))

      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let check = try await run(
        threadbare, ["check", "01-double"], in: folder.url, environment: environment)
      #expect(check.exitCode == 0, "\(check)")
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      let grade = try await run(
        threadbare, ["grade", "class", "--out", "report"], in: folder.url,
        environment: environment)
      #expect(grade.exitCode == 0, "\(grade)")
      #expect(grade.output.contains("1 pass"), "\(grade)")
    }
  }
}
