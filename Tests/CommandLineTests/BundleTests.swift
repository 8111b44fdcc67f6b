import Foundation
import TestSupport
import Testing

/// The bundle that students get.
@Suite(.serialized) struct `The student's bundle` {
  @Test func `has no trace of the grader, and works by the two commands of its README`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let installed = try await run(
        Repository.file(".ci/install"), [folder.file("tree").path, BuildProducts.folder.path],
        in: folder.url)
      try #require(installed.exitCode == 0, "\(installed)")
      // The checkout's own course: all its hidden tests have to stay at home.
      let packed = try await run(
        folder.file("tree/bin/threadbare"),
        ["pack", "student", "--out", folder.file("bundle.tar.gz").path], in: Repository.root,
        limit: .seconds(300))
      try #require(packed.exitCode == 0, "\(packed)")
      try FileManager.default.removeItem(at: folder.file("tree"))
      let unpacked = try await run(systemProgram: "tar", ["xzf", "bundle.tar.gz"], in: folder.url)
      try #require(unpacked.exitCode == 0, "\(unpacked)")
      let bundle = folder.file("threadbare")
      try await expectNoTrace(in: bundle)
      let readme = try String(contentsOf: bundle.appending(path: "README.md"), encoding: .utf8)
      let commands = readme.matches(of: /(?m)^ {4}\.\/threadbare *([a-z]*)/).map { String($0.1) }
      #expect(commands.prefix(2) == ["doctor", ""])
      let program = bundle.appending(path: "threadbare")
      let doctor = try await run(program, ["doctor"], in: bundle)
      #expect(doctor.exitCode == 0, "\(doctor)")
      let checked = try await run(program, ["check", "01-tasks"], in: bundle)
      #expect(checked.exitCode == 1, "\(checked)")
      #expect(checked.output.contains("first failure"), "\(checked)")
      try await TerminalWindow.with("NO_COLOR=1 ./threadbare; sleep 60", in: .init(url: bundle)) {
        try await $0.waits(for: "exercises/01-tasks/Submission.swift")
      }
    }
  }

  /// Looks for the grader's files, by name and by what stands in them.
  private func expectNoTrace(in bundle: URL) async throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: bundle.path)
    #expect(names.contains("exercises/01-tasks/Starter.swift"))
    for name in names {
      let parts = name.lowercased().split(separator: "/")
      #expect(!parts.contains { $0 == "grader" || $0.contains("hidden") || $0 == "mutants" })
      #expect(!name.hasSuffix("Solution.swift"), "\(name)")
    }
    let grader = Repository.file("grader")
    let hidden = try FileManager.default.subpathsOfDirectory(atPath: grader.path)
      .filter { name in
        // Not the samples of other people's work.
        (name.hasSuffix("HiddenTests.swift") || name.hasSuffix("olution.swift"))
          && names.contains("exercises/\(name.prefix { $0 != "/" })/Starter.swift")
      }
    #expect(!hidden.isEmpty)
    let visible = try texts(of: names.filter { $0.hasPrefix("exercises/") }, in: bundle)
    var telling: Set<String> = []
    for name in hidden {
      let text = try String(contentsOf: grader.appending(path: name), encoding: .utf8)
      // Lines that say something: what visible files have too gives nothing away, nor does the name of a suite.
      telling.formUnion(
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
          .filter { $0.utf8.count > 30 && !$0.hasPrefix("struct HiddenTests") })
    }
    telling = telling.filter { !visible.contains($0) }
    #expect(telling.count > 100)
    let found = try await run(
      systemProgram: "grep", ["-rlaF", "-f", "-", bundle.path],
      environment: ["LC_ALL": "C"], input: telling.sorted().joined(separator: "\n"))
    #expect(found.exitCode == 1, "\(found)")
  }

  private func texts(of names: [String], in folder: URL) throws -> String {
    try names.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".yaml") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
      .joined(separator: "\n")
  }
}
