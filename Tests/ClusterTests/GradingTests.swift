import Foundation
import Results
import TestSupport
import Testing

extension ClusterTests {
  /// `grade --engine slurm`, from submissions to the report.
  @Suite(.serialized) struct `Grading on a cluster` {
    private static let submissions = [
      "ann": smallCourseSolution,
      "bob": smallCourseSolution.replacing("number * 2", with: "number * 3"),
      "cem": smallCourseSolution,
      "dan": "import ExerciseKit\nstruct Submission {",
      "eva": smallCourseSolution.replacing("number * 2", with: "number + 2"),
      "flo": smallCourseSolution + "\n// Flo's own.\n",
    ]

    @Test func `comes to the same results as on this machine alone`() async throws {
      try await SlurmCluster.with { cluster in
        let folder = cluster.folder
        try writeSmallCourse(in: folder, submission: smallCourseSolution)
        for (student, text) in Self.submissions {
          try folder.write(text, to: "class/\(student)/01-double.swift")
        }
        // What is too large to be compiled is no work for the cluster.
        try folder.write(Data(count: 2 << 20), to: "class/gil/01-double.swift")
        let here = try await grade(cluster, "local", out: "here")
        let there = try await grade(cluster, "slurm", out: "there")
        #expect(here.count == 7)
        #expect(there == here)
        // All is in the store, and nothing is left to look at.
        #expect(!folder.contains("there/cluster"))
        #expect(!folder.contains("there/cluster-last"))

        // The same command again has nothing to do, and one more submission is one more item.
        #expect(try await grade(cluster, "slurm", out: "there") == here)
        try folder.write(
          smallCourseSolution + "\n// A late one.\n", to: "class/hal/01-double.swift")
        #expect(try await grade(cluster, "slurm", out: "there").count == 8)
        let rounds = try folder.text(of: "there.log").split(separator: "\n")
          .filter { $0.contains("round begins") }
        #expect(rounds.count == 2)
        #expect(rounds.first?.contains("\"items\":\"5\"") == true, "\(rounds)")
        #expect(rounds.last?.contains("\"items\":\"1\"") == true, "\(rounds)")
      }
    }

    @Test func `machines that would grade otherwise are no student's fault`() async throws {
      try await SlurmCluster.with { cluster in
        let folder = cluster.folder
        try writeSmallCourse(in: folder, submission: smallCourseSolution)
        try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
        // The hidden tests change when the job is handed in, as if the nodes had others.
        let tests = "grader/01-double/HiddenTests.swift"
        let before = try folder.text(of: tests)
        let fake = try folder.write(
          """
          #!/bin/sh
          echo '// Others.' >>'\(folder.file(tests).path)'
          exec /usr/bin/sbatch "$@"
          """, to: "fake/sbatch")
        chmod(fake.path, 0o755)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let refused = try await grade(
          cluster, "slurm", out: "report", ["PATH": "\(folder.file("fake").path):\(path)"])
        #expect(
          refused["ann"]?.contains("graderError 0.0 not graded (infrastructure): 3 rounds") == true,
          "\(refused)")
        #expect(refused["ann"]?.contains("has other files than the run was begun with") == true)
        #expect(folder.contains("report/cluster-last"))

        try folder.write(before, to: tests)
        let graded = try await grade(cluster, "slurm", out: "report")
        #expect(graded["ann"]?.contains("pass 4.0") == true, "\(graded)")
      }
    }

    @Test func `a worker without a run says so and ends with 3`() async throws {
      try await withTemporaryFolder { folder in
        let outcome = try await run(
          try BuildProducts.executable(named: "threadbare"),
          ["grade-worker", "--run", folder.path, "--round", "1", "--chunk", "0"])
        #expect(outcome.exitCode == 3)
        #expect(outcome.errorOutput.contains("manifest.jsonl"), "\(outcome)")
      }
    }

    /// Verdict, score and tests of each student.
    private func grade(
      _ cluster: SlurmCluster, _ engine: String, out: String, _ extra: [String: String?] = [:]
    ) async throws -> [String: String] {
      try await gradeClass(
        of: cluster.folder.url, out: out, ["--engine", engine, "--log", "\(out).log"],
        environment: cluster.environment.merging(extra) { $1 })
    }
  }
}
