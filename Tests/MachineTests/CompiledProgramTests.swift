import Foundation
import KernelCore
import LinuxABI
import Machine
import TestSupport
import Testing

@Suite(
  .enabled(if: RISCVTools.areThere, "needs gcc-riscv64-linux-gnu and qemu-user"))
struct `Compiled programs` {
  /// The same output and status as under qemu-user, which is right for instructions.
  @Test(
    arguments: ["integers", "floats"],
    [
      ["-O2", "-static"], ["-O0", "-static"], ["-O3", "-static", "-march=rv64imafd"],
      ["-Os", "-static-pie", "-fPIE", "-Wl,--no-dynamic-linker"],
    ])
  func `do what they do elsewhere`(name: String, options: [String]) async throws {
    try await withTemporaryFolder { folder in
      let program = folder.file(name)
      let source = Repository.file("Tests/MachineTests/Programs/\(name).c").path
      let compiled = try await run(
        systemProgram: RISCVTools.compiler,
        options + [
          "-ffreestanding", "-nostdlib", "-fno-tree-loop-distribute-patterns", "-Wall", "-Wextra",
          "-Werror", "-o", program.path, source,
        ])
      try #require(compiled.exitCode == 0, "\(compiled)")
      let expected = try await run(systemProgram: RISCVTools.emulator, [program.path])
      let bytes = [UInt8](try Data(contentsOf: program))
      // In one go, and in turns that end anywhere.
      for turn in [Int.max, 1_009] {
        let (output, status) = try outcome(of: bytes, turn: turn)
        #expect(output == expected.output)
        #expect(status == expected.exitCode)
      }
    }
  }

  /// Runs a program that makes no calls but write and exit_group.
  private func outcome(of bytes: [UInt8], turn: Int) throws -> (output: String, status: Int32?) {
    var kernel = Kernel()
    let task = kernel.spawnProgram(entry: 0)
    let space = try #require(kernel.addressSpace(of: task))
    let start = ProgramStart(path: "/program", arguments: ["program"])
    var hart = try ProgramLoader.load(ELFFile(bytes), start, into: space, of: &kernel).hart
    var processor = Processor()
    var output: [UInt8] = []
    while hart.retired < 1_000_000_000 {
      let stop = processor.run(
        &hart, on: HartID(rawValue: 0), in: space, of: &kernel, instructionsMax: turn)
      switch stop {
      case .budget: continue
      case .call where hart.x[17] == 64:
        for index in 0..<hart.x[12] {
          let place = UserAddress(rawValue: hart.x[11] + index)
          output.append(UInt8(try #require(kernel.peek(task, place, .byte))))
        }
        hart.x[10] = hart.x[12]
      case .call where hart.x[17] == 94:
        try kernel.checkInvariants()
        return (String(decoding: output, as: UTF8.self), Int32(hart.x[10]))
      default:
        Issue.record("\(stop) at \(String(hart.pc, radix: 16))")
        return (String(decoding: output, as: UTF8.self), nil)
      }
    }
    Issue.record("it doesn't end")
    return ("", nil)
  }
}
