import Foundation
import TestSupport
import Testing

extension ClusterTests {
  /// The engine on a real Slurm of four nodes with two processors each, with items that only take time.
  @Suite(.serialized) struct `Items on a cluster` {
    @Test func `200 of them are each done once, and a second run finds all of them done`()
      async throws
    {
      try await SlurmCluster.with { cluster in
        expectEachOnce(
          try await cluster.drive(200, milliseconds: 20), cluster, count: 200)
        #expect(cluster.names("rounds") == ["0001"])
        #expect(cluster.names("attempts").count == 200)
        expectEachOnce(
          try await cluster.drive(200, milliseconds: 20), cluster, count: 200)
        #expect(cluster.names("rounds") == ["0001"])
      }
    }

    @Test func `a node that crashes with its tasks loses nothing`() async throws {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, when: 4) {
          try await cluster.control("crash", ["n1"])
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
      }
    }

    @Test func `a node whose daemon is killed, while its tasks go on, loses and doubles nothing`()
      async throws
    {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, when: 4) {
          try await cluster.control("kill", ["n1"])
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
      }
    }

    @Test func `a node that is taken down by its administrator loses nothing`() async throws {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, when: 4) {
          try await cluster.command(
            "scontrol", ["update", "nodename=n1", "state=down", "reason=test"])
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
        #expect(cluster.names("rounds").count > 1)
      }
    }

    @Test func `a controller that is restarted loses nothing`() async throws {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, when: 4) {
          try await cluster.control("stop", ["slurmctld"])
          try await Task.sleep(for: .seconds(2))
          try await cluster.control("start", ["slurmctld"])
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
      }
    }

    @Test func `a driver that is killed and run again goes on with the job that is there`()
      async throws
    {
      try await SlurmCluster.with { cluster in
        let driver = Process()
        driver.executableURL = try BuildProducts.executable(named: "ClusterItems")
        driver.arguments = cluster.arguments(SlurmCluster.items, milliseconds: 400)
        driver.environment = ProcessInfo.processInfo.environment.merging(
          cluster.environment.compactMapValues { $0 }
        ) { $1 }
        driver.standardOutput = FileHandle.nullDevice
        try driver.run()
        try await cluster.until(4)
        // A second one keeps out as long as the first lives.
        let second = try await run(
          try BuildProducts.executable(named: "ClusterItems"),
          cluster.arguments(SlurmCluster.items, milliseconds: 400),
          environment: cluster.environment)
        #expect(second.exitCode == 3)
        #expect(second.errorOutput.contains("another grading is at work"), "\(second)")
        Foundation.kill(driver.processIdentifier, SIGKILL)
        driver.waitUntilExit()
        let before = cluster.resultCount
        #expect(before < SlurmCluster.items, "it came too late")
        expectEachOnce(
          try await cluster.drive(milliseconds: 400), cluster, count: SlurmCluster.items)
        #expect(cluster.names("rounds") == ["0001"])
        #expect(cluster.names("attempts").count == SlurmCluster.items)
      }
    }

    @Test func `of two live copies of an item the first counts, and another answer is put aside`()
      async throws
    {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, ["differs=1"], when: 1) {
          // The same chunks once more, beside Slurm's.
          let program = try BuildProducts.executable(named: "ClusterItems")
          let chunks = cluster.names("rounds/0001").filter { $0.hasPrefix("chunk.") }.indices
          let folder = cluster.folder.file("run").path
          try await withThrowingTaskGroup(of: Int32?.self) { group in
            for chunk in chunks {
              group.addTask {
                try await run(
                  program,
                  ["work", "400", "--run", folder, "--round", "1", "--chunk", "\(chunk)"]
                ).exitCode
              }
            }
            for try await status in group { #expect(status == 0) }
          }
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
        #expect(cluster.names("attempts").count > SlurmCluster.items)
        #expect(!cluster.names("conflicts").isEmpty)
      }
    }

    @Test func `more items than an array may have tasks share tasks`() async throws {
      try await SlurmCluster.with(["MaxArraySize=9"]) { cluster in
        expectEachOnce(
          try await cluster.drive(milliseconds: 50), cluster, count: SlurmCluster.items)
        let chunks = cluster.names("rounds/0001").filter { $0.hasPrefix("chunk.") }
        #expect(chunks.count == 8)
      }
    }

    @Test func `a failing squeue is not the answer that there are no jobs`() async throws {
      try await SlurmCluster.with { cluster in
        let calls = cluster.folder.file("calls").path
        let fake = try cluster.folder.write(
          """
          #!/bin/sh
          echo call >>'\(calls)'
          [ "$(wc -l <'\(calls)')" -gt 6 ] && exec /usr/bin/squeue "$@"
          echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2
          exit 1
          """, to: "fake/squeue")
        chmod(fake.path, 0o755)
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let report = try await cluster.drive(
          milliseconds: 600,
          environment: ["PATH": "\(cluster.folder.file("fake").path):\(path)"])
        expectEachOnce(report, cluster, count: SlurmCluster.items)
        #expect(cluster.names("rounds") == ["0001"])
        #expect(try cluster.folder.text(of: "run.log").contains("Unable to contact"))
      }
    }

    @Test func `a job that is held is begun anew`() async throws {
      try await SlurmCluster.with { cluster in
        let report = try await cluster.drive(milliseconds: 400, when: 2) {
          let job = try await cluster.command("squeue", ["--noheader", "--format=%F"])
            .split(separator: "\n").first
          try await cluster.command("scontrol", ["hold", String(job ?? "")])
        }
        expectEachOnce(report, cluster, count: SlurmCluster.items)
        #expect(cluster.names("rounds").count > 1)
      }
    }

    @Test func `a task that does not go on is ended, and what is left is begun anew`() async throws
    {
      try await SlurmCluster.with { cluster in
        let key = String(repeating: "0", count: 63) + "5"
        try cluster.folder.write("", to: "run/hang/\(key)")
        let report = try await cluster.drive(12, milliseconds: 20, ["overdue=3"])
        expectEachOnce(report, cluster, count: 12)
        #expect(report.warnings.contains { $0.contains("does not go on") }, "\(report.warnings)")
        #expect(cluster.names("rounds") == ["0001", "0002"])
      }
    }

    @Test func `an item that three attempts were lost on is given up, without a result`()
      async throws
    {
      try await SlurmCluster.with { cluster in
        let key = String(repeating: "0", count: 63) + "5"
        try cluster.folder.write("", to: "run/kill/\(key)")
        let report = try await cluster.drive(12, milliseconds: 20)
        #expect(report.results.count == 11)
        #expect(report.lost.count == 1)
        #expect(report.lost.first?.contains(key) == true)
        #expect(
          report.lost.first?.contains("not graded (infrastructure): 3 attempts were lost") == true)
        // The last attempt was made alone.
        let last = cluster.names("rounds").last ?? ""
        #expect(cluster.names("rounds/\(last)").filter { $0.hasPrefix("chunk.") } == ["chunk.0000"])

        // Whoever asks again gets new attempts.
        try FileManager.default.removeItem(at: cluster.folder.file("run/kill/\(key)"))
        expectEachOnce(try await cluster.drive(12, milliseconds: 20), cluster, count: 12)
      }
    }
  }
}
