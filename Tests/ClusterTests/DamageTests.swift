import Foundation
import TestSupport
import Testing

extension ClusterTests {
  /// Files of a run that were cut, doubled or edited by hand.
  @Suite(.serialized) struct `A damaged run` {
    @Test func `results that were cut, edited or doubled are named and done again`() async throws {
      try await SlurmCluster.with { cluster in
        _ = try await cluster.drive(12, milliseconds: 10)
        let whole = try (0..<12).map { try cluster.folder.text(of: cluster.result($0)) }
        try cluster.folder.write(String(whole[1].dropLast(9)), to: cluster.result(1))
        let key = String(repeating: "0", count: 63) + "2"
        try cluster.folder.write(
          whole[2].replacing("\n\"\(key)\"", with: "\n\"full marks\""), to: cluster.result(2))
        try cluster.folder.write(whole[4], to: cluster.result(3))
        try cluster.folder.write(whole[5] + whole[5], to: cluster.result(5))
        try cluster.folder.write("", to: cluster.result(6))

        let report = try await cluster.drive(12, milliseconds: 10)
        expectEachOnce(report, cluster, count: 12)
        #expect(report.warnings.count { $0.contains("was cut") } == 2, "\(report.warnings)")
        #expect(report.warnings.count { $0.contains("was changed") } == 3, "\(report.warnings)")
        #expect(cluster.names("damaged").count == 5)
        #expect(!report.outcome.output.contains("full marks"))
      }
    }

    @Test func `a manifest that was cut, edited or doubled is written anew`() async throws {
      try await SlurmCluster.with { cluster in
        _ = try await cluster.drive(12, milliseconds: 10)
        for how in ["cut", "edited", "doubled"] {
          let manifest = try cluster.folder.text(of: "run/manifest.jsonl")
          let lines = manifest.split(separator: "\n", omittingEmptySubsequences: false)
          let damaged =
            switch how {
            case "cut": String(manifest.prefix(manifest.count / 2))
            case "edited":
              manifest.replacing("\"subject\":\"sleep\"", with: "\"subject\":\"sheep\"")
            default: (lines.prefix(2) + lines.dropFirst()).joined(separator: "\n")
            }
          #expect(damaged != manifest)
          try cluster.folder.write(damaged, to: "run/manifest.jsonl")
          let report = try await cluster.drive(12, milliseconds: 10)
          expectEachOnce(report, cluster, count: 12)
          #expect(
            report.warnings.contains { $0.contains("manifest.jsonl") }, "\(how): \(report.warnings)"
          )
        }
      }
    }

    @Test func `a worker refuses a chunk that was cut or is another's`() async throws {
      try await SlurmCluster.with { cluster in
        _ = try await cluster.drive(12, milliseconds: 10)
        let whole = try cluster.folder.text(of: "run/rounds/0001/chunk.0000")
        for damaged in [
          String(whole.dropLast(20)), whole.replacing("\"chunk\":0", with: "\"chunk\":1"),
        ] {
          try cluster.folder.write(damaged, to: "run/rounds/0001/chunk.0000")
          let outcome = try await run(
            try BuildProducts.executable(named: "ClusterItems"),
            [
              "work", "10", "--run", cluster.folder.file("run").path, "--round", "1", "--chunk",
              "0",
            ])
          #expect(outcome.exitCode == 3)
          #expect(outcome.errorOutput.contains("chunk.0000"), "\(outcome)")
        }
      }
    }

    @Test func `jobs that were cut from their list are found by their names`() async throws {
      try await SlurmCluster.with { cluster in
        _ = try await cluster.drive(12, milliseconds: 10)
        try cluster.folder.write("{\"id\":\"1\",", to: "run/jobs.json")
        try FileManager.default.removeItem(at: cluster.folder.file(cluster.result(3)))
        let report = try await cluster.drive(12, milliseconds: 10)
        expectEachOnce(report, cluster, count: 12)
        #expect(report.warnings.contains { $0.contains("jobs.json") }, "\(report.warnings)")
      }
    }
  }
}
