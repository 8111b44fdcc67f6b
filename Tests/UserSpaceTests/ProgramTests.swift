import Foundation
import LinuxABI
import ProgramRunner
import TestSupport
import Testing

/// Static programs of the GNU C library, one subject each, on the emulated kernel.
///
/// What is right is what they did on a running kernel: `.ci/record-programs` has written it down.
/// `THREADBARE_UPDATE_RECORDS=1` writes anew which programs are still waiting.
@Suite(
  .enabled(
    if: LinuxPrograms.compilersAreThere,
    "needs gcc-riscv64-linux-gnu and g++-riscv64-linux-gnu"))
struct `Programs of the C library` {
  @Test func `do on the emulated kernel what they do on Linux`() async throws {
    try await withTemporaryFolder { folder in
      let compiled = try await run(
        Repository.file(".ci/compile-programs"), [folder.path, "riscv64-linux-gnu-"],
        limit: .seconds(600))
      try #require(compiled.exitCode == 0, "\(compiled)")
      let waiting = try LinuxPrograms.waiting()
      let names = try LinuxPrograms.names()
      #expect(names.count >= 100)
      #expect(waiting.isSubset(of: names), "Waiting.txt names programs that are not there")
      var different: [String] = []
      for (name, actual) in try await played(names, in: folder) {
        let difference = try LinuxPrograms.difference(
          from: LinuxPrograms.records.appending(path: "\(name).txt"), to: actual)
        if difference != nil { different.append(name) }
        guard !LinuxPrograms.updates else { continue }
        if waiting.contains(name) {
          #expect(difference != nil, "\(name) is equal now: take it off Waiting.txt")
        } else if let difference {
          Issue.record("\(name) (- Linux, + emulated):\n\(difference)")
        }
      }
      if LinuxPrograms.updates { try LinuxPrograms.write(waiting: different) }
    }
  }

  /// Runs programs, as many at a time as there are processors for it.
  private func played(
    _ names: [String], in folder: TemporaryFolder
  ) async throws -> [(name: String, record: String)] {
    try await withThrowingTaskGroup(of: (String, String).self) { group in
      var left = names[...]
      var records: [(name: String, record: String)] = []
      for _ in 0..<LinuxPrograms.jobs {
        guard let name = left.popFirst() else { break }
        group.addTask { (name, try LinuxPrograms.play(folder.file(name))) }
      }
      while let (name, record) = try await group.next() {
        records.append((name, record))
        guard let name = left.popFirst() else { continue }
        group.addTask { (name, try LinuxPrograms.play(folder.file(name))) }
      }
      return records.sorted { $0.name < $1.name }
    }
  }
}

/// The stored records against the kernel that runs the tests, where it can be asked.
@Suite struct `Records of programs` {
  @Test func `are what this machine says now`() async throws {
    try await withTemporaryFolder { folder in
      let recorded = try await run(
        Repository.file(".ci/record-programs"), [folder.path], limit: .seconds(600))
      guard recorded.exitCode != 3 else {
        print("This machine is not asked: \(recorded.errorOutput)", terminator: "")
        return
      }
      try #require(recorded.exitCode == 0, "\(recorded)")
      for name in try LinuxPrograms.names() {
        let stored = LinuxPrograms.records.appending(path: "\(name).txt")
        let difference = try LinuxPrograms.difference(
          from: stored, to: LinuxPrograms.text(of: folder.file("\(name).txt")))
        if let difference { Issue.record("\(name) (- stored, + now):\n\(difference)") }
      }
    }
  }

  @Test func `are there for each program, and for no other`() throws {
    let stored = try FileManager.default.contentsOfDirectory(
      at: LinuxPrograms.records, includingPropertiesForKeys: nil)
    #expect(
      Set(stored.map { $0.deletingPathExtension().lastPathComponent })
        == Set(try LinuxPrograms.names()))
  }
}
