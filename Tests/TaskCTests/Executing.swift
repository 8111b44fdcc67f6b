import Foundation
import KernelCore
import LinuxABI
import Machine
import TaskC
import Testing

/// What a program wrote, and how it ended.
struct ProgramRun: Equatable {
  var output = ""
  /// Its status, 128 and the signal's number if a signal would have ended it; nil if it has no end.
  var status: Int32?
}

/// Compiles a program; complaints are failures of the test.
func compile(_ source: String, path: String = "program.c") -> CompiledProgram? {
  let text = SourceText(Array(source.utf8))
  do {
    return try TaskCCompiler.compile(text, path: path)
  } catch {
    for complaint in error.complaints {
      let place = text.place(of: complaint.offset)
      Issue.record("\(path):\(place.line):\(place.column): \(complaint.message)")
    }
    return nil
  }
}

/// Runs a program of one task that makes few calls: on the processor alone, in no time.
func execute(_ bytes: [UInt8], instructionsMax: UInt64 = 1_000_000_000) throws -> ProgramRun {
  var kernel = Kernel()
  let task = kernel.spawnProgram(entry: 0)
  let space = try #require(kernel.addressSpace(of: task))
  let start = ProgramStart(path: "/program", arguments: ["program", "one", "two"])
  var hart = try ProgramLoader.load(ELFFile(bytes), start, into: space, of: &kernel).hart
  var processor = Processor()
  var output: [UInt8] = []
  var run = ProgramRun()
  var nextPage: UInt64 = 0x4000_0000
  while hart.retired < instructionsMax, run.status == nil {
    let stop = processor.run(
      &hart, on: HartID(rawValue: 0), in: space, of: &kernel, instructionsMax: 1 << 30)
    guard case .call = stop else {
      if case .budget = stop { continue }
      Issue.record("\(stop) at \(String(hart.pc, radix: 16))")
      break
    }
    let arguments = (hart.x[10], hart.x[11], hart.x[12])
    switch hart.x[17] {
    // write
    case 64:
      for index in 0..<arguments.2 {
        let place = UserAddress(rawValue: arguments.1 + index)
        output.append(UInt8(try #require(kernel.peek(task, place, .byte))))
      }
      hart.x[10] = arguments.2
    // exit, exit_group
    case 93, 94: run.status = Int32(truncatingIfNeeded: arguments.0 & 0xff)
    // mmap
    case 222:
      let pages = (arguments.1 + 4095) / 4096
      try kernel.map(
        space, at: UserAddress(rawValue: nextPage), pages: pages, access: [.read, .write])
      hart.x[10] = nextPage
      nextPage += pages * 4096
    // tgkill
    case 131: run.status = 128 + Int32(truncatingIfNeeded: arguments.2)
    // Who it is, and a futex that nobody waits for.
    case 98, 172, 178, 134, 135: hart.x[10] = 0
    default:
      Issue.record("call \(hart.x[17])")
      run.status = -1
    }
  }
  run.output = String(decoding: output, as: UTF8.self)
  return run
}
