import Foundation
import TestSupport
import Testing

@Suite struct `Running programs` {
  @Test func `both streams, the exit code and the input arrive`() async throws {
    let outcome = try await run(
      systemProgram: "sh", ["-c", "cat; echo complaint >&2; exit 7"], input: "question\n")
    #expect(outcome.end == .exited(7))
    #expect(outcome.output == "question\n")
    #expect(outcome.errorOutput == "complaint\n")
    #expect(outcome.description == "exit 7\n--- stdout\nquestion\n--- stderr\ncomplaint\n")
  }

  @Test func `variables are set and unset, and the folder is the one asked for`() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await run(
        systemProgram: "sh", ["-c", "echo ${NEW-none} ${HOME-none}; pwd"], in: folder.url,
        environment: ["NEW": "value", "HOME": nil])
      #expect(outcome.output == "value none\n\(folder.path)\n")
    }
  }

  @Test func `a signal is not an exit code`() async throws {
    let outcome = try await run(systemProgram: "sh", ["-c", "kill -9 $$"])
    #expect(outcome.end == .signaled(9))
    #expect(outcome.exitCode == nil)
  }

  @Test func `output larger than a pipe arrives whole`() async throws {
    let outcome = try await run(systemProgram: "sh", ["-c", "yes line | head -n 200000"])
    #expect(outcome.output.utf8.count == 1_000_000)
  }

  @Test func `a program over its limit is killed with all that it started`() async throws {
    try await withTemporaryFolder { folder in
      await #expect(throws: ProgramTimeout.self) {
        try await run(
          systemProgram: "sh", ["-c", "sleep 300 & echo $! > child; wait"], in: folder.url,
          limit: .seconds(2))
      }
      let child = try folder.text(of: "child").trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(await isGone(child))
    }
  }

  /// Whether a process ends within two seconds: its parent may be slow to collect it.
  private func isGone(_ process: String) async -> Bool {
    for _ in 0..<100 {
      let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      guard let status, !status.contains("State:\tZ") else { return true }
      try? await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
