import Foundation
import SeededNumbers
import TaskC
import TestSupport
import Testing

/// Whether there is a C compiler, and for which machine.
enum HostCompiler {
  static let name = "cc"
  static let isThere = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: "\($0)/cc") }
}

@Suite(.serialized, .enabled(if: HostCompiler.isThere, "needs cc")) struct `Random programs` {
  private static let programs = 5_000
  private static let programsOfUnit = 100

  /// They print what the C compiler of this machine makes of them.
  @Test(arguments: 0..<programs / programsOfUnit)
  func `do what they do elsewhere`(unit: Int) async throws {
    try await withTemporaryFolder { folder in
      let first = unit * Self.programsOfUnit
      let programs = (first..<first + Self.programsOfUnit).map { number in
        var program = RandomProgram(seed: UInt64(number) + 2, id: number)
        return program.make()
      }
      try await compare(programs, in: folder)
    }
  }

  private func compare(
    _ programs: [(text: String, entry: String)], in folder: TemporaryFolder
  ) async throws {
    var source = "#include <stdint.h>\n#include <stdio.h>\n"
    for program in programs { source += program.text }
    source += "int main(void) {\n"
    for program in programs {
      source += "  \(program.entry)();\n  puts(\"end\");\n"
    }
    source += "  return 0;\n}\n"
    let file = try folder.write(source, to: "unit.c")
    let program = folder.file("unit")
    let made = try await run(
      systemProgram: HostCompiler.name,
      ["-O0", "-w", "-fsigned-char", "-fwrapv", "-o", program.path, file.path])
    try #require(made.exitCode == 0, "\(made.errorOutput)")
    let expected = try await run(program).output.components(separatedBy: "end\n")
    let compiled = try #require(compile(source))
    let found = try execute(compiled.executable).output.components(separatedBy: "end\n")
    #expect(found.count == expected.count)
    for (index, program) in programs.enumerated()
    where index < found.count && index < expected.count && found[index] != expected[index] {
      Issue.record(
        "program \(program.entry): \(found[index]), not \(expected[index]):\n\(program.text)")
      return
    }
  }
}
