import Foundation
import TaskC
import TestSupport
import Testing

/// QEMU, which runs a program's instructions and hands its calls to this machine's kernel.
enum UserEmulator {
  static let name = "qemu-riscv64"
  static let isThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/qemu-riscv64") }
}

@Suite(.enabled(if: UserEmulator.isThere, "needs qemu-user"), .serialized)
struct `System calls` {
  /// A test's thread may block signals, and what it starts would too.
  private static let unblock = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV"

  @Test(arguments: RecordedProgram.all(in: "Calls"))
  func `do what they do on this machine`(program: RecordedProgram) async throws {
    let compiled = try #require(compile(try program.source(), path: "\(program.name).c"))
    try await withTemporaryFolder { folder in
      let file = try folder.write(Data(compiled.executable), to: program.name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
      let outcome = try await run(
        systemProgram: "perl",
        ["-MPOSIX=:signal_h", "-e", Self.unblock, UserEmulator.name, file.path]
          + RecordedProgram.arguments)
      // A signal's status is known to the shell alone.
      let status = outcome.exitCode ?? 134
      let found = "\(outcome.output)status \(status)\n"
      let expected = try program.record()
      #expect(found == expected, "\(outcome.errorOutput)")
    }
  }
}
