import Foundation
import TestSupport
import Testing

/// What services that grade one submission at a time get.
@Suite(.serialized) struct `A packed grader` {
  /// Makes an installed tree of what was built, or takes the one that the tests run against.
  private func tree(in folder: TemporaryFolder) async throws -> URL {
    let built = BuildProducts.folder
    guard FileManager.default.fileExists(atPath: built.appending(path: "threadbare-judge").path)
    else { return built.deletingLastPathComponent() }
    let installed = try await run(
      Repository.file(".ci/install"), [folder.file("tree").path, built.path], in: folder.url)
    try #require(installed.exitCode == 0, "\(installed)")
    return folder.file("tree")
  }

  private func pack(_ options: [String], _ tree: URL, in folder: TemporaryFolder) async throws {
    let packed = try await run(
      tree.appending(path: "bin/threadbare"), ["pack"] + options, in: folder.url,
      environment: ["THREADBARE_CACHE": folder.file("cache").path], limit: .seconds(300))
    try #require(packed.exitCode == 0, "\(packed)")
  }

  private func unpack(_ name: String, to place: String, in folder: TemporaryFolder) async throws {
    try FileManager.default.createDirectory(
      at: folder.file(place), withIntermediateDirectories: true)
    let unpacked = try await run(
      systemProgram: "unzip", ["-q", name, "-d", folder.file(place).path], in: folder.url)
    try #require(unpacked.exitCode == 0, "\(unpacked)")
  }

  @Test func `grades as Gradescope calls it, in the second tier`() async throws {
    try await withTemporaryFolder { folder in
      // Submissions run under other users, who must get through to the program.
      chmod(folder.path, 0o755)
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write("due: 2020-01-01T00:00:00Z\n", to: "grader/grading.yaml")
      try folder.write("secret", to: "grader/02-other/Solution.swift")
      let tree = try await tree(in: folder)
      try await pack(
        ["gradescope", "--exercise", "01-double", "--out", "grader.zip"], tree, in: folder)
      try await unpack("grader.zip", to: "autograder/source", in: folder)
      #expect(!folder.contains("autograder/source/course/grader/02-other"))
      let setup = try await run(
        folder.file("autograder/source/setup.sh"), [], in: folder.url, limit: .seconds(600))
      #expect(setup.exitCode == 0, "\(setup)")
      for (name, text, score) in [
        ("Submission.swift", smallCourseSolution, 4.0),
        ("01-double.swift", smallCourseSolution.replacing("number * 2", with: "number + 3"), 2),
        ("Submission.swift", "import ExerciseKit\nstruct Submission {", 0),
      ] {
        let result = try await autograded([name: text], in: folder)
        #expect(result["score"] as? Double == score, "\(result)")
        #expect((result["tests"] as? [[String: Any]])?.isEmpty == false)
      }
      let link = folder.file("autograder/submission/Submission.swift")
      try FileManager.default.removeItem(at: folder.file("autograder/submission"))
      try FileManager.default.createDirectory(
        at: folder.file("autograder/submission"), withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: folder.file("exercises/01-double/Submission.swift"))
      let linked = try await autograded([:], in: folder)
      #expect(linked["score"] as? Double == 0, "\(linked)")
    }
  }

  private func autograded(
    _ files: [String: String], in folder: TemporaryFolder
  ) async throws -> [String: Any] {
    let root = folder.file("autograder")
    if !files.isEmpty {
      try? FileManager.default.removeItem(at: root.appending(path: "submission"))
    }
    try? FileManager.default.removeItem(at: root.appending(path: "results"))
    for (name, text) in files { try folder.write(text, to: "autograder/submission/\(name)") }
    let ran = try await run(
      root.appending(path: "source/run_autograder"), [], in: folder.url,
      environment: ["AUTOGRADER_ROOT": root.path], limit: .seconds(300))
    try #require(ran.exitCode == 0, "\(ran)")
    let data = try Data(contentsOf: root.appending(path: "results/results.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func `for GitHub Classroom has visible tests alone, and a workflow that calls it`()
    async throws
  {
    try await withTemporaryFolder { folder in
      chmod(folder.path, 0o755)
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let tree = try await tree(in: folder)
      let exercise = ["--exercise", "01-double"]
      try await pack(
        ["gradescope", "--visible", "--out", "grader.zip"] + exercise, tree, in: folder)
      try await pack(["github-classroom", "--out", "template.zip"] + exercise, tree, in: folder)
      try await unpack("grader.zip", to: "grader-here", in: folder)
      try await unpack("template.zip", to: "submission", in: folder)
      let hidden = try folder.text(of: "grader-here/course/grader/01-double/HiddenTests.swift")
      #expect(!hidden.contains("four is twice two"))
      let workflow = try folder.text(of: "submission/.github/workflows/classroom.yml")
      #expect(workflow.contains("runners: e01double"))
      // The steps of the workflow, without the download and the rights.
      let steps = workflow.matches(of: /sudo (grader\/\S+)(.*)/).map { "\($0.1)\($0.2)" }
      #expect(steps.count == 2)
      for step in steps {
        let ran = try await run(
          systemProgram: "bash",
          ["-euc", step.replacing(/^grader\//, with: "grader-here/")], in: folder.url,
          limit: .seconds(600))
        #expect(ran.exitCode == 0, "\(step): \(ran)")
      }
      let line = try folder.text(of: "results.env")
      #expect(line.hasPrefix("E01DOUBLE_RESULTS="))
      let value = line.dropFirst("E01DOUBLE_RESULTS=".count).dropLast()
      let data = try #require(Data(base64Encoded: String(value)))
      let result = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(result["max_score"] as? Double == 2 && result["status"] as? String == "pass")
    }
  }
}
